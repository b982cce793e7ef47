import { csvFields } from "#base/csv.ts";
import type { Op } from "#base/op.ts";
import { parseUnsigned } from "#base/strconv.ts";
import type { Client } from "#client/client.ts";
import { objectList } from "#client/object-list.ts";
import type { StoredFile } from "#client/swarm-types.ts";
import type { Flag } from "../flags/flag.ts";
import { parsedList } from "../flags/lists.ts";
import type { FileReference } from "./service.ts";

export type FileKind = "secret" | "config";

/** A secret or a config, and the file that containers see of it; none for what a credential spec names. */
export interface FileRequest {
  readonly source: string;
  readonly file: FileReference["File"] | undefined;
}

export function filesFlag(kind: FileKind, usage: string): Flag<readonly FileRequest[]> {
  return parsedList({ type: kind, usage, parse: (text) => parseRequest(kind, text) });
}

const defaultMode = 0o444;

/** A name, or `source=NAME,target=…,uid=…,gid=…,mode=…`. @throws Error in Docker's words */
function parseRequest(kind: FileKind, text: string): FileRequest {
  const fields = csvFields(text);
  let source = "";
  let file = { Name: "", UID: "0", GID: "0", Mode: defaultMode };
  if (fields.length === 1 && !text.includes("=")) source = fields[0] ?? "";
  else {
    for (const field of fields) {
      const at = field.indexOf("=");
      if (at < 0) throw new Error(`invalid field '${field}' must be a key=value pair`);
      const value = field.slice(at + 1);
      const key = field.slice(0, at).toLowerCase();
      if (key === "source" || key === "src") source = value;
      else if (key === "target") file = { ...file, Name: value };
      else if (key === "uid") file = { ...file, UID: value };
      else if (key === "gid") file = { ...file, GID: value };
      else if (key === "mode") file = { ...file, Mode: modeOf(value) };
      else throw new Error(`invalid field in ${kind} request: ${key}`);
    }
  }
  if (source === "") throw new Error("source is required");
  return { source, file: file.Name === "" ? { ...file, Name: source } : file };
}

/** Digits with a leading zero count by eights, as everywhere in Go. */
function modeOf(text: string): number {
  try {
    return parseUnsigned(text, { base: 0, bits: 32 });
  } catch (error) {
    throw new Error(`invalid mode specified: ${(error as Error).message}`);
  }
}

/** References by id, as the engine wants them. @throws Error for what it does not have */
export async function resolveFiles(
  op: Op,
  client: Client,
  kind: FileKind,
  requests: readonly FileRequest[],
): Promise<FileReference[]> {
  checkTargets(kind, requests);
  if (requests.length === 0) return [];
  const filters = { name: [...new Set(requests.map(({ source }) => source))] };
  const found = await objectList<StoredFile>(op, client, `${kind}s`, { filters });
  const ids = new Map(found.map(({ ID, Spec }) => [Spec.Name, ID]));
  return requests.map(({ source, file }) => {
    const id = ids.get(source);
    if (id === undefined) throw new Error(`${kind} not found: ${source}`);
    const where = file === undefined ? { Runtime: {} } : { File: file };
    const named = kind === "secret" ? { SecretID: id, SecretName: source } : { ConfigID: id, ConfigName: source };
    return { ...where, ...named };
  });
}

function checkTargets(kind: FileKind, requests: readonly FileRequest[]): void {
  const taken = new Set<string>();
  for (const { source, file } of requests) {
    if (file === undefined) continue;
    if (taken.has(file.Name)) throw new Error(`duplicate ${kind} target for ${source} not allowed`);
    taken.add(file.Name);
  }
}
