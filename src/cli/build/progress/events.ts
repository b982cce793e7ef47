/** What an engine tells of a build (docs/build.md); times are milliseconds since 1970. */
export interface ProgressEvent {
  readonly vertex?: VertexEvent;
  readonly task?: TaskEvent;
  readonly log?: LogEvent;
  readonly warning?: WarningEvent;
}

export interface VertexEvent {
  readonly digest: string;
  readonly inputs: readonly string[];
  readonly name: string;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly cached: boolean;
  readonly error?: string;
  readonly why?: readonly MissEvent[];
}

export interface MissEvent {
  readonly kind: string;
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
}

export interface TaskEvent {
  readonly vertex: string;
  readonly id: string;
  readonly current: number;
  readonly total: number;
  readonly startedAt: number;
  readonly completedAt?: number;
}

export interface LogEvent {
  readonly vertex: string;
  readonly stream: "stdout" | "stderr";
  /** Base64. */
  readonly data: string;
  readonly at: number;
}

export interface WarningEvent {
  readonly vertex: string;
  readonly level: number;
  readonly short: string;
  readonly detail: readonly string[];
  readonly url?: string;
  readonly location?: {
    readonly source: { readonly fileName: string; readonly language?: string; readonly text: string };
    readonly ranges: readonly { readonly start: { readonly line: number }; readonly end: { readonly line: number } }[];
  };
}

/** Shows a build while it runs. */
export interface ProgressPrinter {
  event(event: ProgressEvent): void;
  /** What is told at one time, to be shown together. */
  events(told: readonly ProgressEvent[]): void;
  /** All has been told. */
  finish(): void;
}
