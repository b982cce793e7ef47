import { inflateRawSync } from "node:zlib";
import { byteStringText, textByteString } from "#formats/tar/entry.ts";
import { TarReader } from "#formats/tar/reader.ts";
import { tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { type ContextMetadata, decodeMetadata, encodeMetadata, type TlsMaterial } from "./metadata.ts";

/** A context as it travels. */
export interface PackedContext {
  readonly metadata: ContextMetadata;
  readonly tls: TlsMaterial;
}

/** What an archive may hold; more is no context. */
const maxBytes = 10 << 20;

/** `meta.json` and `tls/ENDPOINT/FILE` in a tar archive. */
export function packContext({ metadata, tls }: PackedContext): Uint8Array {
  const parts: Uint8Array[] = [];
  const file = (name: string, data: Uint8Array, mode: number): void => {
    parts.push(
      tarHeader({ type: "file", name: textByteString(name), mode, sizeBytes: data.length }),
      data,
      tarPadding(data.length),
    );
  };
  const folder = (name: string): void => {
    parts.push(tarHeader({ type: "directory", name: textByteString(name), mode: 0o700 }));
  };
  file("meta.json", Buffer.from(encodeMetadata(metadata)), 0o644);
  folder("tls");
  for (const [endpoint, files] of Object.entries(tls)) {
    folder(`tls/${endpoint}`);
    for (const [name, data] of Object.entries(files)) file(`tls/${endpoint}/${name}`, data, 0o600);
  }
  return Buffer.concat([...parts, tarEnd()]);
}

/** Reads what `packContext` made, also in a zip archive. @throws Error in Docker's words */
export function unpackContext(data: Uint8Array): PackedContext {
  if (data.length > maxBytes) throw new Error("read exceeds the defined limit");
  const tls: Record<string, Record<string, Uint8Array>> = {};
  let metadata: ContextMetadata | undefined;
  for (const [name, content] of isZip(data) ? zipFiles(data) : tarFiles(data)) {
    const parts = name.split("/");
    const [top, endpoint, file, ...rest] = parts;
    if (name === "meta.json") metadata = decoded(content);
    else if (top === "tls" && endpoint && file && rest.length === 0 && isPlain(endpoint) && isPlain(file))
      tls[endpoint] = { ...tls[endpoint], [file]: content };
    else throw new Error(`${name}: unexpected context file`);
  }
  if (metadata === undefined) throw new Error("invalid context: no metadata found");
  return { metadata, tls };
}

function isPlain(name: string): boolean {
  return name !== "." && name !== ".." && !name.includes("\0");
}

function decoded(content: Uint8Array): ContextMetadata {
  try {
    return decodeMetadata(new TextDecoder().decode(content));
  } catch (error) {
    throw new Error(`invalid context: ${(error as Error).message}`);
  }
}

type Files = Iterable<readonly [name: string, content: Uint8Array]>;

function* tarFiles(data: Uint8Array): Files {
  const reader = new TarReader();
  let name: string | undefined;
  let content: Uint8Array[] = [];
  for (const event of reader.read(data)) {
    if (event.kind === "data") content.push(Uint8Array.from(event.bytes));
    else if (event.kind === "entry") {
      name = event.entry.type === "file" ? byteStringText(event.entry.name) : undefined;
      content = [];
    } else if (name !== undefined) yield [name, Buffer.concat(content)];
  }
  if (data.length % 512 !== 0) throw new Error("unexpected EOF");
}

function isZip(data: Uint8Array): boolean {
  return Buffer.from(data.buffer, data.byteOffset, Math.min(4, data.length)).toString("latin1").startsWith("PK");
}

const endRecordLength = 22;

/** The files that the directory at the end of a zip archive lists. @see APPNOTE.TXT of PKWARE, 4.3 */
function* zipFiles(data: Uint8Array): Files {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0 || end + endRecordLength > bytes.length) throw new Error("zip: not a valid zip file");
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const entry = zipEntry(bytes, at);
    at = entry.next;
    if (!entry.name.endsWith("/")) yield [entry.name, entry.content()];
  }
}

function zipEntry(bytes: Buffer, at: number): { name: string; next: number; content(): Uint8Array } {
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw new Error("zip: not a valid zip file");
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
  const nameEnd = at + 46 + (nameLength ?? 0);
  const header = bytes.readUInt32LE(at + 42);
  return {
    name: bytes.toString("utf8", at + 46, nameEnd),
    next: nameEnd + (extraLength ?? 0) + (commentLength ?? 0),
    content: () => {
      const begin = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
      const packed = bytes.subarray(begin, begin + bytes.readUInt32LE(at + 20));
      return bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed, { maxOutputLength: maxBytes });
    },
  };
}
