import { randomBytes } from "node:crypto";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { imageRemove } from "#client/image-remove.ts";
import type { BakeTarget } from "../bake/target.ts";
import type { Io } from "../io/io.ts";
import { bakeCommand } from "./bake-target.ts";
import { buildImage } from "./build-image.ts";
import { buildMetadata, targetMetadata } from "./metadata.ts";

export interface TargetsToBuild {
  /** Each after those that it has as contexts. */
  readonly targets: readonly BakeTarget[];
  readonly progress: string;
  /** Privileges that are granted to the builds. */
  readonly allow: readonly string[];
  readonly wantsMetadata: boolean;
}

export interface BuiltTargets {
  readonly exitCode: number;
  /** What each gave, by name, where it is wanted. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Builds targets one after the other; those that others have as contexts are kept as images until all are built. */
export async function buildTargets(
  op: Op,
  io: Io,
  client: Client,
  { targets, progress, allow, wantsMetadata }: TargetsToBuild,
): Promise<BuiltTargets> {
  const contexts = new Set(targets.flatMap(targetContexts));
  const linked = new Map<string, string>();
  const metadata: Record<string, unknown> = {};
  let exitCode = 0;
  try {
    for (const target of targets) {
      const scope = { progress, allow };
      if (contexts.has(target.name)) {
        const name = `bake-context/${randomBytes(8).toString("hex")}:latest`;
        linked.set(target.name, name);
        const kept = { ...target, outputs: [], tags: [name] };
        await buildImage(op, io, client, bakeCommand(kept, { ...scope, linked }));
      }
      if (target.isLinked === true) continue;
      const others = new Map([...linked].filter(([name]) => name !== target.name));
      const built = await buildImage(op, io, client, bakeCommand(target, { ...scope, linked: others }));
      exitCode = Math.max(exitCode, built.exitCode);
      if (wantsMetadata) metadata[target.name] = targetMetadata(await buildMetadata(op, io, client, built.outcome));
    }
    return { exitCode, metadata };
  } finally {
    for (const name of linked.values())
      await imageRemove(op, client, name, { force: false, noPrune: false }).catch(() => {});
  }
}

/** Names of the targets that a target has as contexts. */
function targetContexts({ contexts }: BakeTarget): string[] {
  return [...(contexts ?? new Map<string, string>()).values()].flatMap(
    (value) => /^target:(?:\/\/)?(.*)$/.exec(value)?.[1] ?? [],
  );
}
