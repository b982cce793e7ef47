import type { Op } from "#base/op.ts";
import type { KeptFolders } from "#core/build/kept-folders.ts";
import type { FileRunner } from "#core/build/runners.ts";
import type { TreeWorker } from "#core/files/tree-worker.ts";
import type { ContainerNetworks } from "#core/network/contract.ts";
import type { Fd, TaskDriver } from "#core/runtime/contract.ts";
import type { OverlaySpec } from "#core/snapshot/contract.ts";
import type { StepSnapshots } from "#core/snapshot/steps.ts";
import type { TmpfsMount } from "#sys/kernel/contract.ts";
import type { TreeAssembly } from "#sys/kernel/tree-assembly.ts";
import type { ContainerContext } from "../../containers/dependencies.ts";

/** What runs the steps of builds: the engine's runtime and networks, since a step is no container but lives as one does. */
export interface StepDependencies
  extends Pick<
    ContainerContext,
    "devices" | "settings" | "hostFacts" | "machine" | "compileSeccomp" | "runtimeOf" | "table"
  > {
  readonly tasks: Pick<TaskDriver, "run" | "destroy">;
  readonly networks: Pick<ContainerNetworks, "acquire" | "release">;
  readonly mounts: StepMounter;
  readonly caches: KeptFolders;
  readonly trees: Pick<TreeWorker, "copyInto" | "unpackInto" | "emptyFolder">;
  /** What copies from folders of this machine, into layers that are thrown away. */
  readonly files: Pick<FileRunner, "copyWhole">;
  readonly steps: Pick<StepSnapshots, "create" | "overlayOf" | "discard">;
}

/** Puts together what a step's program sees. */
export interface StepMounter {
  mountOverlay(op: Op, overlay: OverlaySpec): Promise<Fd>;
  mountTmpfs(op: Op, mount: TmpfsMount): Promise<Fd>;
  assembleTree(op: Op, assembly: TreeAssembly): Promise<Fd>;
}
