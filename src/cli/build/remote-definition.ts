import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { isArchive } from "#formats/archive/archive-mark.ts";
import { parseGitUrl } from "#formats/git-url/parse.ts";
import type { SourceFile } from "../bake/errors.ts";
import { defaultFiles } from "../bake/files.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { commandOf } from "./bake-target.ts";
import { buildImage } from "./build-image.ts";

export interface RemoteDefinition {
  readonly url: string;
  /** Paths in a repository; empty: those that are looked for. */
  readonly names: readonly string[];
  readonly progress: string;
}

/** Definitions of a git repository or of a server, which the engine fetches: as a build whose result is those files. */
export async function remoteDefinition(
  op: Op,
  io: Io,
  client: Client,
  { url, names, progress }: RemoteDefinition,
): Promise<SourceFile[]> {
  const isGit = parseGitUrl(url) !== undefined;
  const folder = mkdtempSync(join(tmpdir(), "bake-definition-"));
  try {
    const output = [`type=local,dest=${join(folder, "out")}`];
    const command = commandOf({ output, progress });
    const exitCode = await buildImage(op, io, client, {
      flags: command,
      context: isGit ? url : folder,
      dockerfileText: isGit ? repositoryFiles(names) : `FROM scratch\nADD ${JSON.stringify([url, "/0/definition"])}\n`,
    });
    if (exitCode !== 0) throw new ExitError(exitCode);
    return isGit ? filesOf(join(folder, "out"), names) : [fileOf(join(folder, "out/0/definition"), url)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each in a folder of its own: two may have the same last part. Wildcards need not fit anything. */
function repositoryFiles(names: readonly string[]): string {
  const lines =
    names.length === 0
      ? [`COPY ${defaultFiles.map((name) => `${name}*`).join(" ")} /0/`]
      : names.map((name, at) => `COPY ${JSON.stringify([name, `/${at}/definition`])}`);
  return `FROM scratch\n${lines.join("\n")}\n`;
}

function filesOf(folder: string, names: readonly string[]): SourceFile[] {
  if (names.length > 0) return names.map((name, at) => ({ name, text: textOf(join(folder, `${at}/definition`)) }));
  const found = readdirSync(join(folder, "0"));
  return defaultFiles
    .filter((name) => found.includes(name))
    .map((name) => ({ name, text: textOf(join(folder, "0", name)) }));
}

/** @throws not-implemented */
function fileOf(path: string, url: string): SourceFile {
  if (isArchive(readFileSync(path).subarray(0, 1024))) throw notSupported(`archives as bake definitions (${url})`);
  return { name: url, text: textOf(path) };
}

function textOf(path: string): string {
  return readFileSync(path, "utf8");
}
