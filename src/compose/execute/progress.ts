/** How far a thing is. */
export type ProgressStatus = "working" | "done" | "warning" | "error";

/** A line about a thing of the project, such as `Container web-1`. */
export interface ProgressEvent {
  readonly id: string;
  /** The thing that this one is a part of, as a layer of an image. */
  readonly parent?: string;
  readonly status: ProgressStatus;
  /** Such as `Creating`. */
  readonly text: string;
  readonly detail?: string;
  readonly current?: number;
  readonly total?: number;
  readonly percent?: number;
}

/** Who shows what goes on. */
export interface Reporter {
  event(event: ProgressEvent): void;
  warn(text: string): void;
}
