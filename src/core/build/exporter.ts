import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import type { AdoptedLayer, StepChange } from "../snapshot/steps.ts";
import type { ImportedCaches } from "./cache/imports.ts";
import type { ExportRequest, Material, WantedExports } from "./contract.ts";
import type { BuildProgress } from "./progress.ts";
import type { CacheMount } from "./run-operation.ts";
import type { Fd } from "./runners.ts";
import type { BuildSession } from "./session.ts";
import type { Tree } from "./tree.ts";

/** Writes what a build gave to where the client wants it. */
export interface BuildExporter {
  /** Refuses what cannot be written, before there is a result. @throws BuildError · not-implemented · invalid-argument */
  check(wanted: WantedExports): void;

  /** @returns what each export says of it, all together: `containerimage.digest`, `image.name`, … @throws BuildError */
  export(
    op: Op,
    result: ExportableResult,
    request: ExportRequest,
    context: ExportContext,
  ): Promise<Record<string, string>>;
}

export interface ExportableResult {
  readonly images: readonly ExportableImage[];
  /** Whether the images are an index, even if there is one. */
  readonly index: boolean;
}

export interface ExportableImage {
  /** `linux/amd64`. */
  readonly key: string;
  readonly platform: Platform;
  /** Its layers are kept until the export has ended. */
  readonly tree: Tree;
  /** Without `rootfs` and `created`; its history has one entry per step, and says which are layers. */
  readonly config: ImageConfig;
  readonly materials: readonly Material[];
  /** What its last stage starts from. */
  readonly base: ExportableBase;
  /** Other trees that its SBOMs speak of: stages, and `context`. */
  readonly scanned: readonly { readonly name: string; readonly tree: Tree }[];
  /** What made it, for cache exports. */
  readonly steps: readonly ExportableStep[];
  /** Those of the programs that made it, for cache exports. */
  readonly mounts: readonly CacheMount[];
}

export interface ExportableBase {
  /** Found, or made again where it is not cached any more. */
  tree(op: Op): Promise<Tree>;
  /** How many entries of the image's history are its. */
  readonly historyLength: number;
  /** Of an image of a registry or of the engine. */
  readonly digest?: Digest;
}

/** A step whose result is part of an image, or was needed for it: inputs before those who read them. */
export interface ExportableStep {
  /** The keys under which its result is found: by definition and by content; none of what is no program and no copy. */
  readonly keys: readonly Digest[];
  /** What the keys of steps that read it are made of; undefined: what is read alone. */
  readonly identity: Digest | undefined;
  readonly inputs: readonly Digest[];
  readonly tree: Tree;
  readonly createdAt: number;
  readonly description: string;
}

export interface ExportContext {
  readonly session: BuildSession;
  readonly progress: BuildProgress;
  readonly trees: ExportTrees;
  /** The caches that the build names. */
  readonly imports?: ImportedCaches | undefined;
}

/** The trees of results, for those that read them. */
export interface ExportTrees {
  /** A detached read-only mount, the caller's to close. */
  open(op: Op, tree: Tree): Promise<Fd>;

  /** The same with a throw-away writable layer on it, which goes with `dispose`. */
  openWritable(op: Op, tree: Tree): Promise<{ readonly fd: Fd } & AsyncDisposable>;

  /**
   * The folders of a tree's layers, bottom first: upper directories as overlayfs writes them, with its whiteouts and opaque
   * marks. The folder of layer n is what is to be packed as the image's layer n.
   */
  layerFolders(tree: Tree): readonly string[];

  /** What a step's layer was packed as before; its blob may be gone from the content store. From memory. */
  packed(stepId: string): readonly PackedLayer[];

  /** Remembers it, for the next export, and so that the blob stays as long as the step is cached. */
  rememberPacked(op: Op, stepId: string, packed: PackedLayer): Promise<void>;

  /**
   * Makes steps layers of an image without unpacking them again: commit `records` with what names the image, then `publish`.
   * Call `sync` before, and both while collections are held back.
   */
  adopt(layers: readonly AdoptedLayer[]): StepChange;

  /** Makes all trees and blobs survive a power cut. */
  sync(op: Op): Promise<void>;

  /** Has the disk begin with a step's layer where it is large, so that a `sync` later has less to wait for. */
  writeOut(op: Op, stepId: string): Promise<void>;
}

/** A layer as a blob. */
export interface PackedLayer {
  readonly diffId: Digest;
  readonly blob: Digest;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** How it was made, where that can differ: compression and its level, times cut off at SOURCE_DATE_EPOCH. */
  readonly variant: string;
}
