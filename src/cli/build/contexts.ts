import { mkdirSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { isArchive } from "#formats/archive/archive-mark.ts";
import { parseGitUrl } from "#formats/git-url/parse.ts";
import type { Input } from "../io/io.ts";

/** The context of a build and its Dockerfile, as the frontend's request has them, and what the client must have at hand. */
export interface BuildPlaces {
  readonly context: WirePlace;
  readonly dockerfile: { readonly path: string; readonly context: WirePlace };
  /** Folders by the names of their contexts. */
  readonly folders: ReadonlyMap<string, string>;
  /** What is on the standard input, where it is the context. */
  readonly upload: AsyncIterable<Uint8Array> | undefined;
  /** Made for this build, to be removed. */
  readonly temporary: string | undefined;
}

export type WirePlace =
  | { readonly from: "local"; readonly name: string; readonly sharedKeyHint: string }
  | { readonly from: "url"; readonly url: string };

export interface PlaceOptions {
  readonly context: string;
  /** `--file`; empty: the context's own. */
  readonly file: string;
  readonly stdin: Input;
  readonly signal: AbortSignal;
}

const uploadUrl = "http://buildkit-session/context";
const local = (name: string, hint: string): WirePlace => ({ from: "local", name, sharedKeyHint: hint });

/** @throws Error in buildx's words */
export async function buildPlaces(options: PlaceOptions): Promise<BuildPlaces> {
  const { context, file } = options;
  if (context === "-" && file === "-")
    throw new Error("invalid argument: can't use stdin for both build context and dockerfile");
  if (context === "-") return await fromStandardInput(options);
  if (isRemote(context)) {
    const place = { from: "url", url: context } as const;
    return { ...nothingElse, context: place, dockerfile: { path: file === "" ? "Dockerfile" : file, context: place } };
  }
  const folder = folderOf(context);
  const place = local("context", folder);
  if (file === "-") {
    const text = Buffer.concat(await collect(options.stdin.read(options.signal)));
    return withDockerfile({ context: place, folders: new Map([["context", folder]]), upload: undefined }, text);
  }
  const path = file === "" ? join(folder, "Dockerfile") : resolve(file);
  const folders = new Map([
    ["context", folder],
    ["dockerfile", dirname(path)],
  ]);
  return {
    ...nothingElse,
    context: place,
    dockerfile: { path: basename(path), context: local("dockerfile", dirname(path)) },
    folders,
  };
}

/** Places whose Dockerfile is this text: it goes the way of a file, so that the build shows and names it as one. */
export function withDockerfile(
  { context, folders, upload }: Pick<BuildPlaces, "context" | "folders" | "upload">,
  text: string | Uint8Array,
): BuildPlaces {
  const temporary = mkdtempSync(join(tmpdir(), "build-dockerfile-"));
  writeFileSync(join(temporary, "Dockerfile"), text);
  return {
    ...{ context, upload, temporary },
    dockerfile: { path: "Dockerfile", context: local("dockerfile", "") },
    folders: new Map([...folders, ["dockerfile", temporary]]),
  };
}

const nothingElse = { folders: new Map<string, string>(), upload: undefined, temporary: undefined };

/** @throws Error */
function folderOf(context: string): string {
  const folder = resolve(context);
  const facts = statSync(folder, { throwIfNoEntry: false });
  if (facts === undefined) throw new Error(`unable to prepare context: path "${context}" not found`);
  if (!facts.isDirectory()) throw new Error(`unable to prepare context: path "${context}" is not a directory`);
  return folder;
}

export function isRemote(context: string): boolean {
  return (
    /^https?:\/\//.test(context) ||
    (parseGitUrl(context) !== undefined && statSync(context, { throwIfNoEntry: false }) === undefined)
  );
}

/** An archive is the context; anything else the Dockerfile of an empty one. */
async function fromStandardInput({ file, stdin, signal }: PlaceOptions): Promise<BuildPlaces> {
  const iterator = stdin.read(signal)[Symbol.asyncIterator]();
  const head = await takeHead(iterator);
  if (isArchive(head)) {
    const place = { from: "url", url: uploadUrl } as const;
    const dockerfile = { path: file === "" ? "Dockerfile" : file, context: place };
    return { ...nothingElse, context: place, dockerfile, upload: whole(head, iterator) };
  }
  const places = withDockerfile(
    { context: local("context", ""), folders: new Map(), upload: undefined },
    Buffer.concat(await collect(whole(head, iterator))),
  );
  const empty = join(places.temporary ?? "", "context");
  mkdirSync(empty);
  return { ...places, folders: new Map([...places.folders, ["context", empty]]) };
}

const archiveHeadBytes = 512;

/** The first bytes of a stream, by which what it is can be told. */
export async function takeHead(source: AsyncIterator<Uint8Array>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < archiveHeadBytes) {
    const next = await source.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

/** The stream as it was before its head was taken. */
export async function* whole(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** All of a stream, in the pieces that it came in. */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return chunks;
}

export interface NamedContexts {
  readonly contexts: Readonly<Record<string, string>>;
  readonly folders: ReadonlyMap<string, string>;
}

/** `--build-context name=…`, each with its `=`. @throws Error in buildx's words */
export function namedContexts(texts: readonly string[]): NamedContexts {
  const contexts: Record<string, string> = {};
  const folders = new Map<string, string>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    const [name, value] = [text.slice(0, equals), text.slice(equals + 1)];
    if (/^(?:docker-image|oci-layout|target|https?|git|ssh):\/\//.test(value) || isRemote(value))
      contexts[name] = value;
    else {
      contexts[name] = `local:${name}`;
      folders.set(name, namedFolder(name, value));
    }
  }
  return { contexts, folders };
}

function namedFolder(name: string, value: string): string {
  const folder = resolve(value);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Error(`failed to get build context ${name}: stat ${value}: no such file or directory`);
  }
  return folder;
}

/** `--build-arg`: one without a value takes that of the environment, and is none where that has none. */
export function buildArguments(
  texts: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    texts.flatMap((text): Array<[string, string]> => {
      const equals = text.indexOf("=");
      if (equals >= 0) return [[text.slice(0, equals), text.slice(equals + 1)]];
      const value = env[text];
      return value === undefined ? [] : [[text, value]];
    }),
  );
}
