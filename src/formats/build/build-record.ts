/** A build that an engine remembers, as the engine tells it (docs/build.md). Times are milliseconds since 1970. */
export interface BuildRecord {
  readonly id: string;
  readonly createdAt: number;
  /** Undefined: it runs. */
  readonly completedAt?: number | undefined;
  readonly error?: string | undefined;
  /** Of the error. */
  readonly failure?: BuildFailure;
  /** By the names that BuildKit's frontend has for them. */
  readonly request: Readonly<Record<string, string>>;
  readonly steps: {
    readonly total: number;
    readonly completed: number;
    readonly cached: number;
    readonly warnings: number;
  };
  /** What the exporters said. */
  readonly result: Readonly<Record<string, string>>;
  /** What is said of what was built, and the image itself. */
  readonly attachments: readonly RecordedAttachment[];
}

export interface BuildFailure {
  readonly kind: string;
  /** The step that failed. */
  readonly vertex?: string | undefined;
  readonly location?:
    | undefined
    | {
        readonly source: { readonly fileName: string; readonly text: string };
        readonly ranges: readonly {
          readonly start: { readonly line: number };
          readonly end: { readonly line: number };
        }[];
      };
}

export interface RecordedAttachment {
  readonly of: "statement" | "image";
  /** `linux/amd64`; undefined: of all that was built. */
  readonly platform?: string | undefined;
  readonly descriptor: AttachedDescriptor;
}

export interface AttachedDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}
