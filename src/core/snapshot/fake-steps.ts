import type { Op } from "#base/op.ts";
import { throwIfEnded } from "#base/op.ts";
import type { OverlaySpec } from "./contract.ts";
import { noSuchSnapshot } from "./errors.ts";
import type { FrozenStep, LayerReference, StepChange, StepRemoval, StepSnapshots } from "./steps.ts";

/** StepSnapshots in memory, for tests: the content of a layer is a map of paths to texts, and its folder is named by its id. */
export class FakeSteps implements StepSnapshots {
  readonly open = new Map<string, { readonly lowers: readonly string[]; readonly files: Map<string, string> }>();
  readonly frozen = new Map<string, ReadonlyMap<string, string>>();
  settled = 0;

  async create(op: Op, id: string, below: readonly LayerReference[]): Promise<void> {
    throwIfEnded(op);
    this.open.set(id, { lowers: this.overlayOfLayers(below).lowers, files: new Map() });
  }

  overlayOf(id: string): OverlaySpec {
    const step = this.open.get(id);
    if (step === undefined) throw noSuchSnapshot(id);
    return { lowers: step.lowers, upper: id, work: "work" };
  }

  overlayOfLayers(layers: readonly LayerReference[]): OverlaySpec {
    return { lowers: [...new Set(this.foldersOf(layers).reverse())] };
  }

  foldersOf(layers: readonly LayerReference[]): string[] {
    for (const layer of layers) if (layer.of === "step" && !this.has(layer.id)) throw noSuchSnapshot(layer.id);
    return layers.map((layer) => (layer.of === "step" ? layer.id : layer.chainId));
  }

  async freeze(op: Op, id: string): Promise<FrozenStep> {
    throwIfEnded(op);
    const files = this.open.get(id)?.files;
    if (files === undefined) throw noSuchSnapshot(id);
    return {
      sizeBytes: sizeOf(files),
      inodes: files.size,
      records: [{ put: "step", key: id, value: {} }],
      publish: () => {
        this.open.delete(id);
        this.frozen.set(id, files);
      },
    };
  }

  has(id: string): boolean {
    return this.frozen.has(id);
  }

  sizeOf(id: string): number {
    return sizeOf(this.frozen.get(id) ?? new Map());
  }

  isShared(): boolean {
    return false;
  }

  async sync(): Promise<void> {}

  async settle(): Promise<void> {
    this.settled++;
  }

  adopt(): StepChange {
    return { records: [], publish() {} };
  }

  remove(ids: Iterable<string>): StepRemoval {
    const gone = [...ids].filter((id) => this.has(id));
    return {
      records: gone.map((key) => ({ delete: "step", key })),
      finish: async () => {
        for (const id of gone) this.frozen.delete(id);
      },
    };
  }

  async discard(_op: Op, id: string): Promise<void> {
    this.open.delete(id);
  }

  ids(): Iterable<string> {
    return this.frozen.keys();
  }
}

function sizeOf(files: ReadonlyMap<string, string>): number {
  return [...files.values()].reduce((bytes, text) => bytes + text.length, 0);
}
