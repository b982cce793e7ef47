import { isEngineError } from "#base/errors.ts";
import { isErrno } from "#sys/libc.ts";
import { listIn, readFileIn, statIn } from "#sys/rooted-files.ts";
import type { TreeFiles } from "./finder.ts";
import type { ReadBudget } from "./read-budget.ts";

const maxNames = 1_000_000;

/** The files of a tree by their paths in it. */
export function treeFiles(root: number, budget: ReadBudget): TreeFiles {
  return {
    text: (path, maxBytes) =>
      orNothing(() => {
        budget.spend(statIn(root, path)?.sizeBytes ?? 0);
        return readFileIn(root, path, { maxBytes }).toString("utf8");
      }),
    exists: (path) => orNothing(() => statIn(root, path)) !== undefined,
    names(path) {
      const entries = orNothing(() => listIn(root, path, { maxEntries: maxNames })) ?? [];
      return entries.map(({ name }) => name).sort();
    },
  };
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR", "ELOOP", "EACCES", "ENAMETOOLONG", "EINVAL")) return undefined;
    if (isEngineError(error, "invalid-argument")) return undefined;
    throw error;
  }
}
