import type { Op } from "#base/op.ts";
import type { CacheRecordType } from "./contract.ts";

/**
 * Folders that builds change and the next ones find as they were left: cache mounts, what a client's context was the last
 * time, git repositories. They are cache records, which a prune removes when nobody has them.
 */
export interface KeptFolders {
  /** The folder of a key, made where there is none. Waits for its turn where it is `locked`. */
  acquire(op: Op, request: KeptFolderRequest): Promise<KeptFolder>;
}

/** For those who look at what builds have left. */
export interface KnownFolders {
  /** A folder of a key, if there is one. Waits for its turn where it is `locked`, and where others have all that are `private`. */
  acquireKnown(op: Op, request: Omit<KeptFolderRequest, "description">): Promise<KeptFolder | undefined>;
}

export interface KeptFolderRequest {
  readonly type: Extract<CacheRecordType, "exec.cachemount" | "source.local" | "source.git.checkout">;
  /** What it is for, among those of its type: all that must be equal for a folder to be used again. */
  readonly key: string;
  /** As `docker buildx du` shows it. */
  readonly description: string;
  /** `private`: who comes while another has it gets another folder. */
  readonly sharing: "shared" | "private" | "locked";
}

/** Held until it is disposed. */
export interface KeptFolder extends AsyncDisposable {
  readonly id: string;
  /** An absolute path; what is there is the holder's. Root, 0755 and empty where `isNew`. */
  readonly path: string;
  /** It was never made complete: it is removed when it is disposed without `complete`. */
  readonly isNew: boolean;
  /** What a new folder begins with is there. */
  complete(): void;
}
