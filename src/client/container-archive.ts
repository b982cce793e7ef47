import type { Op } from "#base/op.ts";
import { readText } from "./body.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

/** What an engine says of a path of a container. */
export interface PathStat {
  readonly name: string;
  readonly size: number;
  /** In the bits of Go's os.FileMode. */
  readonly mode: number;
  readonly mtime: string;
  /** Of a symlink: where it leads, within the container. */
  readonly linkTarget: string;
}

const statHeader = "x-docker-container-path-stat";

export async function containerStatPath(op: Op, client: Client, ref: string, path: string): Promise<PathStat> {
  const response = await client.call(op, "HEAD", archivePath(ref), { query: { path } });
  await readText(response.body);
  return statOf(response.headers);
}

/** A path as a tar archive, and what the path is. */
export async function containerArchive(
  op: Op,
  client: Client,
  ref: string,
  path: string,
): Promise<{ readonly stat: PathStat; readonly content: AsyncIterable<Uint8Array> }> {
  const response = await client.call(op, "GET", archivePath(ref), { query: { path } });
  return { stat: statOf(response.headers), content: response.body };
}

export interface ExtractOptions {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** Everything belongs to the container's user. */
  readonly copyUIDGID?: boolean;
  readonly allowOverwriteDirWithFile?: boolean;
}

/** Unpacks a tar archive into a folder of a container. */
export async function containerExtract(op: Op, client: Client, ref: string, options: ExtractOptions): Promise<void> {
  const { path, content, copyUIDGID, allowOverwriteDirWithFile } = options;
  const query = {
    path,
    noOverwriteDirNonDir: allowOverwriteDirWithFile === true ? undefined : "true",
    copyUIDGID: copyUIDGID === true ? "true" : undefined,
  };
  await client.done(op, "PUT", archivePath(ref), {
    query,
    body: content,
    headers: { "Content-Type": "application/x-tar" },
  });
}

/** The root file system as a tar archive. */
export async function containerExport(op: Op, client: Client, ref: string): Promise<AsyncIterable<Uint8Array>> {
  return (await client.call(op, "GET", `/containers/${segment(ref)}/export`)).body;
}

function archivePath(ref: string): string {
  return `/containers/${segment(ref)}/archive`;
}

/** @throws Error when an engine's answer has none */
function statOf(headers: ReadonlyMap<string, string>): PathStat {
  const text = headers.get(statHeader);
  if (text === undefined) throw new Error("unable to decode container path stat header: EOF");
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as PathStat;
}
