import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { RuntimeSpec } from "#core/runtime/contract.ts";
import { runToEnd } from "#sys/spawn.ts";

export interface RuntimeVersion {
  readonly version: string;
  readonly commit: string;
}

/** Reads the output of `crun --version` or `runc --version`; undefined when it names no version. */
export function parseRuntimeVersion(output: string): RuntimeVersion | undefined {
  const version = /^\S+ version (.+)$/m.exec(output)?.[1]?.trim();
  const commit = /^commit: (.+)$/m.exec(output)?.[1]?.trim() ?? "";
  return version === undefined ? undefined : { version, commit };
}

const patienceMs = 5_000;

/** Asks every runtime for its version, by name; one that does not tell is left out, and said in the log. */
export async function runtimeVersions(
  op: Op,
  runtimes: readonly RuntimeSpec[],
): Promise<ReadonlyMap<string, RuntimeVersion>> {
  const signal = AbortSignal.any([op.signal, AbortSignal.timeout(patienceMs)]);
  const told = new Map(
    [...new Set(runtimes.map(({ path }) => path))].map((path) => [path, versionOf(op, path, signal)] as const),
  );
  const versions = new Map<string, RuntimeVersion>();
  for (const { name, path } of runtimes) {
    const version = await told.get(path);
    if (version !== undefined) versions.set(name, version);
  }
  return versions;
}

async function versionOf(op: Op, path: string, signal: AbortSignal): Promise<RuntimeVersion | undefined> {
  try {
    const found = parseRuntimeVersion((await runToEnd([path, "--version"], signal)).text);
    if (found === undefined) op.log.warn(`failed to parse ${path} version`);
    return found;
  } catch (error) {
    op.log.debug(`failed to retrieve ${path} version`, { error: messageOf(error) });
    return undefined;
  }
}
