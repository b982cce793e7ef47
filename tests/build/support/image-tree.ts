import { createHash } from "node:crypto";
import { byteStringText, type TarEntry } from "../../../src/formats/tar/entry.ts";
import { TarReader } from "../../../src/formats/tar/reader.ts";
import type { Engine } from "../../support/engine.ts";

/** Path → a line that says all of it: type, mode, owner, content or target, attributes, names that are one file, time. */
export type ImageTree = ReadonlyMap<string, string>;

const now = " @now";

/** What an engine itself puts into a container. */
const ofTheEngine = /^(\.dockerenv|(dev|proc|sys)(\/.*)?|etc|etc\/(hosts|hostname|resolv\.conf|mtab))$/;

interface Node {
  readonly entry: TarEntry;
  content: string;
  names: string[];
}

/** The files of the image, of a container that never ran. Times of the last day are `now`. */
export async function treeOfImage(engine: Engine, tag: string): Promise<ImageTree> {
  const body = { Image: tag, Cmd: ["none"], Entrypoint: [] };
  const { Id } = await engine.json<{ Id: string }>("POST", "/containers/create", body);
  const archive = await engine.request("GET", `/containers/${Id}/export`, { timeoutMs: 120_000 });
  await engine.request("DELETE", `/containers/${Id}?force=1&v=1`);
  if (archive.status !== 200) throw new Error(`export: ${archive.body.toString()}`);
  return treeOfArchive(archive.body);
}

export function treeOfArchive(archive: Uint8Array): ImageTree {
  const nodes = nodesOf(archive);
  const paths = [...nodes.keys()].filter((path) => path !== "" && !ofTheEngine.test(path)).sort();
  return new Map(paths.map((path) => [path, lineOf(nodes.get(path)!)]));
}

function nodesOf(archive: Uint8Array): Map<string, Node> {
  const nodes = new Map<string, Node>();
  let current: Node | undefined;
  let hash = createHash("sha256");
  for (const event of new TarReader().read(archive)) {
    if (event.kind === "entry") {
      current = take(nodes, event.entry);
      hash = createHash("sha256");
    } else if (event.kind === "data") hash.update(event.bytes);
    else if (current?.entry.type === "file") current.content = hash.digest("hex").slice(0, 16);
  }
  return nodes;
}

function take(nodes: Map<string, Node>, entry: TarEntry): Node | undefined {
  const path = pathOf(entry.name);
  if (entry.type === "hard-link") {
    const node = nodes.get(pathOf(entry.linkName));
    if (node === undefined) throw new Error(`a link to nothing: ${path}`);
    node.names.push(path);
    nodes.set(path, node);
    return undefined;
  }
  const node = { entry, content: "", names: [path] };
  nodes.set(path, node);
  return node;
}

function pathOf(name: string): string {
  return byteStringText(name)
    .replace(/^\.?\//, "")
    .replace(/\/$/, "");
}

function lineOf({ entry, content, names }: Node): string {
  const words = [entry.type, entry.mode.toString(8), `${entry.uid}:${entry.gid}`];
  if (entry.type === "file") words.push(String(entry.sizeBytes), content);
  if (entry.type === "symlink") words.push("->", byteStringText(entry.linkName));
  if (entry.type.endsWith("device")) words.push(`${entry.deviceMajor},${entry.deviceMinor}`);
  for (const [name, value] of [...entry.xattrs].sort())
    words.push(`${name}=${Buffer.from(value, "latin1").toString("hex")}`);
  if (names.length > 1) words.push(`= ${names.sort().join(" ")}`);
  return [...words, `@${timeText(entry.mtimeSeconds)}`].join(" ");
}

function timeText(seconds: number): string {
  return seconds > Date.now() / 1000 - 86_400 ? now.slice(2) : String(seconds);
}

/** The lines of differences; of paths that vary, only what is beside content, size and time. What was made just now has no time to compare. */
export function differences(wanted: ImageTree, got: ImageTree, varies: readonly string[] = []): string[] {
  const globs = varies.map((pattern) => new Bun.Glob(pattern));
  const paths = [...new Set([...wanted.keys(), ...got.keys()])].sort();
  return paths.flatMap((path) => {
    const loose = globs.some((glob) => glob.match(path));
    const timeless = loose || wanted.get(path)?.endsWith(now) === true;
    const [want, have] = [wanted.get(path), got.get(path)].map((line) => {
      if (line === undefined || !timeless) return line;
      return loose ? outline(line) : line.replace(/ @\w+$/, "");
    });
    return want === have ? [] : [`${path}: ${have ?? "absent"}, wanted ${want ?? "absent"}`];
  });
}

function outline(line: string): string {
  return line.startsWith("file ") ? line.split(" ").slice(0, 3).join(" ") : line.replace(/ @\w+$/, "");
}
