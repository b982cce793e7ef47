import type { Digest } from "#base/digest.ts";
import type { EncodedError } from "#sys/encoded-error.ts";
import type { Way } from "../http/connect.ts";
import type { WaitLimits } from "../http/connection.ts";

/** A request without a body, as it goes to the Worker. */
export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly limits: Partial<WaitLimits>;
}

/** What the transfer Worker is asked. Each is answered once. */
export type Job =
  /** Brings a blob into a file, from where the file ends. */
  | {
      readonly kind: "download";
      readonly request: PlainRequest;
      readonly way: Way;
      readonly path: string;
      readonly sizeBytes: number;
      readonly digest: Digest;
    }
  /** Sends a part of a file as the request's body. */
  | {
      readonly kind: "upload";
      readonly request: PlainRequest;
      readonly way: Way;
      readonly path: string;
      readonly offset: number;
      readonly length: number;
    };

/** An answer that was not put into a file. */
export interface PlainAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly url: string;
  readonly body: Uint8Array;
}

/** `answer` is undefined when the file is whole and right. */
export interface JobResult {
  readonly answer: PlainAnswer | undefined;
}

export type JobFailure =
  | { readonly transport: string; readonly passing: boolean; readonly movedBytes: number }
  | { readonly error: EncodedError };

export type ToWorker = { readonly id: number; readonly job: Job } | { readonly id: number; readonly cancel: true };

export type FromWorker =
  | { readonly id: number; readonly progress: number }
  | { readonly id: number; readonly result: JobResult }
  | { readonly id: number; readonly failure: JobFailure };
