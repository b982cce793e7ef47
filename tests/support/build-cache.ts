import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Result } from "./command.ts";
import type { Engine } from "./engine.ts";

/** Who asks for a build: our own client, or the stock buildx. */
export type BuildFace = "own" | "buildx";

/** A folder of files to build of. */
export class BuildFolder implements Disposable {
  readonly path = mkdtempSync(`${tmpdir()}/b-`);

  constructor(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), text);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface BuildOutcome extends Result {
  /** The names of the steps that were cached. */
  readonly cached: readonly string[];
}

/** Builds a folder. @throws Error with what was said where it fails, but for `mayFail` */
export async function build(
  engine: Engine,
  face: BuildFace,
  words: readonly string[],
  options: { readonly mayFail?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<BuildOutcome> {
  const { mayFail = false, env = {} } = options;
  const args = ["buildx", "build", "--progress=plain", ...words];
  const run = { env, timeoutMs: 120_000 };
  const result = await (face === "own" ? engine.own(args, run) : engine.docker(args, run));
  if (result.code !== 0 && !mayFail) throw new Error(`${args.join(" ")}: ${result.stderr}`);
  return { ...result, cached: cachedSteps(result.stderr) };
}

function cachedSteps(text: string): string[] {
  const names = new Map<string, string>();
  const cached = new Set<string>();
  for (const line of text.split("\n")) {
    const [, number = "", rest = ""] = /^#(\d+) (.*)$/.exec(line) ?? [];
    if (rest.startsWith("[")) names.set(number, rest);
    if (rest === "CACHED") cached.add(number);
  }
  return [...cached].map((number) => names.get(number) ?? "");
}

/** Ends the engine and begins it anew with nothing in its store but busybox. */
export async function emptyEngine(engine: Engine): Promise<void> {
  await engine.stop();
  rmSync(engine.paths.dataRoot, { recursive: true, force: true });
  await engine.up();
  await engine.loadBusybox();
}

export async function imageId(engine: Engine, name: string): Promise<string> {
  return (await engine.json<{ Id: string }>("GET", `/images/${name}/json`)).Id;
}
