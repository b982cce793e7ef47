import type { Digest } from "#base/digest.ts";
import type {
  ExtractTarget,
  Fd,
  LayerTrees,
  OverlayTrees,
  PathFacts,
  SeekableFacts,
  TreeChange,
} from "#core/files/contract.ts";
import type { Reply } from "../worker-member.ts";

/** What a session of a file Worker is about. Paths of `root` are text. */
export type FileJob =
  | { readonly kind: "stat"; readonly root: Fd; readonly path: string }
  | { readonly kind: "archive"; readonly root: Fd; readonly path: string; readonly name: string | undefined }
  | ({ readonly kind: "extract" } & Omit<ExtractTarget, "allow">)
  | ({ readonly kind: "changes" } & OverlayTrees)
  | ({ readonly kind: "layer" } & LayerTrees)
  | { readonly kind: "seekable"; readonly path: string };

/**
 * A session begins with `open`; then `take` asks for the next chunk, `give` hands one in, `finish` says that there are no
 * more, or asks what is known of all that was taken. `close` ends it at any time. Each request is answered once, in order.
 */
export type FileRequest =
  | { readonly session: number; readonly do: "open"; readonly job: FileJob }
  | { readonly session: number; readonly do: "take" | "finish" | "close" }
  | { readonly session: number; readonly do: "give"; readonly bytes: Uint8Array };

/** Where an extraction leads to. */
export interface Place {
  readonly path: string;
  readonly isDirectory: boolean;
}

/** What `finish` says of a layer that has been taken. */
export interface LayerFacts {
  readonly diffId: Digest | undefined;
}

export type FileResult = PathFacts | Place | TreeChange[] | LayerFacts | SeekableFacts | Uint8Array | undefined;

export type FileReply = Reply<FileResult>;
