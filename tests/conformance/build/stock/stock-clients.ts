import { afterAll } from "bun:test";
import { BuildFolder } from "../../../support/build-cache.ts";
import type { CommandOptions } from "../../../support/command.ts";
import type { Engine } from "../../../support/engine.ts";
import { kindUnderTest } from "../../../support/engine-kind.ts";
import { sharedEngine } from "../../../support/shared-engine.ts";

/** An engine for the stock clients: a dockerd does with its default store only a part of what buildx offers. */
export function buildEngine(): () => Promise<Engine> {
  const config = kindUnderTest() === "dockerd" ? { features: { "containerd-snapshotter": true } } : {};
  return sharedEngine({ config });
}

/** A folder of files that goes when the tests of the file are over. */
export function sources(files: Readonly<Record<string, string>>): string {
  const folder = new BuildFolder(files);
  afterAll(() => folder[Symbol.dispose]());
  return folder.path;
}

export interface Told {
  readonly stdout: string;
  readonly stderr: string;
}

/** The stock docker client with the words, which has to succeed. @throws Error with what it said otherwise */
export async function stock(engine: Engine, words: readonly string[], options: CommandOptions = {}): Promise<Told> {
  const result = await engine.docker(words, { timeoutMs: 120_000, ...options });
  if (result.code !== 0) throw new Error(`docker ${words.join(" ")}: ${result.code}\n${result.stdout}${result.stderr}`);
  return result;
}

/** What a program of a new container of the image prints. */
export async function printedIn(engine: Engine, image: string, ...command: readonly string[]): Promise<string> {
  const { stdout } = await stock(engine, ["run", "--rm", "--network", "none", image, ...command]);
  return stdout;
}
