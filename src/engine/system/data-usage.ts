import type { DiskUsage } from "#api/types.gen.ts";
import { backgroundOp, type Op, orEnd } from "#base/op.ts";
import type { UsageSources } from "./system-facts.ts";

export const usageKinds = ["container", "image", "volume", "build-cache"] as const;

export type UsageKind = (typeof usageKinds)[number];

type Part = Partial<DiskUsage>;

/** `GET /system/df`. Who asks while a measurement is under way gets that one's figures. */
export class DataUsage {
  readonly #sources: { readonly usage: UsageSources };
  readonly #running = new Map<UsageKind, Promise<Part>>();

  constructor(sources: { readonly usage: UsageSources }) {
    this.#sources = sources;
  }

  /** What is not asked for is nil. */
  async measure(op: Op, kinds: readonly UsageKind[]): Promise<DiskUsage> {
    const parts = kinds.map((kind) => this.#shared(op, kind));
    const found = await orEnd(op, Promise.all(parts));
    const nothing = { LayersSize: 0, Images: null, Containers: null, Volumes: null, BuildCache: null };
    return Object.assign(nothing, ...found) as DiskUsage;
  }

  #shared(op: Op, kind: UsageKind): Promise<Part> {
    const running = this.#running.get(kind);
    if (running !== undefined) return running;
    const started = this.#measured(backgroundOp(op.log), kind).finally(() => this.#running.delete(kind));
    started.catch(() => {});
    this.#running.set(kind, started);
    return started;
  }

  async #measured(op: Op, kind: UsageKind): Promise<Part> {
    const { usage } = this.#sources;
    switch (kind) {
      case "container":
        return { Containers: await usage.containers(op) };
      case "image":
        return { Images: await usage.images(op), LayersSize: await usage.imageBytes(op), ...historyPart(usage) };
      case "volume":
        return { Volumes: await usage.volumes(op) };
      case "build-cache":
        return { BuildCache: usage.buildCache() };
    }
  }
}

function historyPart(usage: UsageSources): Part {
  const history = usage.imageHistory();
  return history === undefined ? {} : { ImageHistory: history };
}
