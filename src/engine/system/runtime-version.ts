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
  const versions = new Map<string, RuntimeVersion>();
  const signal = AbortSignal.any([op.signal, AbortSignal.timeout(patienceMs)]);
  await Promise.all(
    runtimes.map(async ({ name, path }) => {
      try {
        const found = parseRuntimeVersion((await runToEnd([path, "--version"], signal)).text);
        if (found !== undefined) versions.set(name, found);
        else op.log.warn(`failed to parse ${path} version`, { runtime: name });
      } catch (error) {
        op.log.debug(`failed to retrieve ${path} version`, { runtime: name, error: messageOf(error) });
      }
    }),
  );
  return versions;
}
