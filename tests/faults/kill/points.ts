import { readFileSync, statSync } from "node:fs";
import { sourceFiles } from "../../../tools/source-files.ts";

/** What is killed by a test of its own. */
export const registryFolder = "src/registry-server/";

/** Names of all commit points of the engine or, below `folder`, of another program, as the source has them. */
export function pointsInSource(folder?: string): string[] {
  const isMeant = (file: string): boolean =>
    folder === undefined ? file.startsWith("src/") && !file.startsWith(registryFolder) : file.startsWith(folder);
  const files = sourceFiles().filter((file) => isMeant(file) && file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const names = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\bcommitPoint\("([^"]+)"\)/g)].map(([, name]) => name!),
  );
  return [...new Set(names)].sort();
}

/** Times by name. */
export type Passes = ReadonlyMap<string, number>;

/** What the engine writes into the file that GANTRY_COMMIT_POINTS_LOG names, part by part. */
export class PassLog {
  readonly file: string;
  #read = 0;

  constructor(file: string) {
    this.file = file;
  }

  /** How often each commit point was passed since the last call. */
  next(): Passes {
    const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    const text = size === 0 ? "" : readFileSync(this.file, "utf8").slice(this.#read);
    this.#read += text.length;
    const passes = new Map<string, number>();
    for (const name of text.split("\n").filter(Boolean)) passes.set(name, (passes.get(name) ?? 0) + 1);
    return passes;
  }
}
