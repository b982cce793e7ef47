import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import type { EntryDifference } from "#core/build/file-worker.ts";
import { type ByteString, byteStringText } from "#formats/tar/entry.ts";

/**
 * A description: the text of all that a step reads, whose SHA-256 is its digest. Each entry is `fieldsOfEntry` fields, each
 * ended by a NUL: the path, the mode in octal with the type, uid, gid, what it is beyond that (content's SHA-256, link target,
 * device number), the path of the same file's first name, and what its extended attributes add up to.
 */
export interface DescribedEntry {
  readonly path: ByteString;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly what: ByteString;
  readonly first: ByteString;
  readonly attributes: ByteString;
}

const fieldsOfEntry = 7;
const firstBytes = 64 * 1024;

/** A description that is being written. */
export class DescriptionWriter {
  #memory = Buffer.allocUnsafe(firstBytes);
  #length = 0;

  add({ path, mode, uid, gid, what, first, attributes }: DescribedEntry): void {
    const line = `${path}\0${mode.toString(8)}\0${uid}\0${gid}\0${what}\0${first}\0${attributes}\0`;
    if (this.#length + line.length > this.#memory.length) this.#grow(line.length);
    this.#length += this.#memory.write(line, this.#length, "latin1");
  }

  /** The bytes are valid until the next entry is added. */
  finish(): { readonly bytes: Buffer; readonly digest: Digest } {
    const bytes = this.#memory.subarray(0, this.#length);
    return { bytes, digest: digestOf(bytes) };
  }

  #grow(more: number): void {
    const memory = Buffer.allocUnsafe(Math.max(this.#memory.length * 2, this.#length + more));
    memory.set(this.#memory.subarray(0, this.#length));
    this.#memory = memory;
  }
}

/** How two descriptions differ, at most `limit` entries, in the order of the present one and then what is gone. */
export function differencesOf(former: Buffer, present: Buffer, limit: number): EntryDifference[] {
  const before = entriesOf(former);
  const after = entriesOf(present);
  const found: EntryDifference[] = [];
  for (const [path, facts] of after) {
    const old = before.get(path);
    if (old === facts || found.length >= limit) continue;
    found.push({ path: byteStringText(path), ...shown(old, facts) });
  }
  for (const [path, facts] of before)
    if (!after.has(path) && found.length < limit)
      found.push({ path: byteStringText(path), ...shown(facts, undefined), after: undefined });
  return found;
}

function entriesOf(description: Buffer): Map<ByteString, string> {
  const fields = description.toString("latin1").split("\0");
  const entries = new Map<ByteString, string>();
  for (let at = 0; at + fieldsOfEntry <= fields.length; at += fieldsOfEntry)
    entries.set(fields[at] ?? "", fields.slice(at + 1, at + fieldsOfEntry).join("\0"));
  return entries;
}

/** The content's digests where they differ, else what of the rest does. */
function shown(
  before: string | undefined,
  after: string | undefined,
): { before: string | undefined; after: string | undefined } {
  const [old, now] = [before, after].map((facts) => facts?.split("\0"));
  const differs = old === undefined || now === undefined || old[3] !== now[3];
  return { before: facts(old, differs), after: facts(now, differs) };
}

function facts(fields: readonly string[] | undefined, contentDiffers: boolean): string | undefined {
  if (fields === undefined) return undefined;
  const [mode = "", uid = "", gid = "", what = "", , attributes = ""] = fields;
  if (contentDiffers && what !== "") return byteStringText(what);
  return `mode ${mode}, owner ${uid}:${gid}${attributes === "" ? "" : `, attributes ${attributes}`}`;
}
