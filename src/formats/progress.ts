/** One JSON line of a long answer (moby pkg/jsonmessage). */
export interface ProgressMessage {
  readonly stream?: string;
  readonly status?: string;
  readonly progressDetail?: ProgressDetail;
  readonly progress?: string;
  readonly id?: string;
  readonly from?: string;
  /** Seconds since 1970. */
  readonly time?: number;
  readonly timeNano?: number;
  readonly error?: string;
  readonly errorDetail?: { readonly code?: number; readonly message: string };
  readonly aux?: unknown;
}

/** How far something is. */
export interface ProgressDetail {
  readonly current?: number;
  readonly total?: number;
  /** Seconds since 1970. */
  readonly start?: number;
  /** Only the bar. */
  readonly hidecounts?: boolean;
  /** What is counted; bytes where it is not said. */
  readonly units?: string;
}
