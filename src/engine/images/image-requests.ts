import type { Platform } from "#formats/oci/image.ts";
import type { ImportOptions } from "./import.ts";
import type { PullRequest } from "./pull/pull.ts";
import type { TellProgress } from "./pull/pull-progress.ts";
import type { PushRequest } from "./push/push.ts";

export type ImportRequest = Omit<ImportOptions, "platform"> & {
  /** `os[/arch[/variant]]`; empty: this machine's. */
  readonly platform: string;
};

export type ImagePullRequest = Pick<PullRequest, "access" | "progress"> & {
  readonly image: string;
  /** Or digest. */
  readonly tag: string;
  /** `os[/arch[/variant]]`; empty: this machine's. */
  readonly platform: string;
};
export interface InspectOptions {
  readonly manifests: boolean;
  /** Show this platform of it. */
  readonly platform?: Platform | undefined;
}

export type ImportUrlRequest = ImportRequest & { readonly progress: TellProgress };

export type ImagePushRequest = Omit<PushRequest, "reference"> & {
  /** Empty: what the name says, else all tags. */
  readonly tag: string;
};
