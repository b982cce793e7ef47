import { EngineError } from "#base/errors.ts";

/**
 * A path, link target or attribute value as the bytes it is: a string with one character (0-255) per byte.
 * File names on Linux need not be UTF-8; this keeps them exact and still usable as keys.
 */
export type ByteString = string;

export type TarEntryType =
  | "file"
  | "hard-link"
  | "symlink"
  | "character-device"
  | "block-device"
  | "directory"
  | "fifo";

/** A part of a sparse file that holds data; what lies between is zeros. */
export interface TarSegment {
  readonly offset: number;
  readonly length: number;
}

/** One member of an archive, with what extended headers say laid over the header block. Names are as written: not cleaned. */
export interface TarEntry {
  readonly type: TarEntryType;
  readonly name: ByteString;
  /** Target of a link; empty otherwise. */
  readonly linkName: ByteString;
  /** Permission bits with setuid, setgid and sticky: 0-0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since the epoch, may be negative, rounded down … */
  readonly mtimeSeconds: number;
  /** … and 0-999,999,999 nanoseconds more. */
  readonly mtimeNanoseconds: number;
  /** Of the file's content; that of a sparse file with its holes. 0 for all other types. */
  readonly sizeBytes: number;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  readonly userName: ByteString;
  readonly groupName: ByteString;
  readonly xattrs: ReadonlyMap<ByteString, ByteString>;
  /** In ascending order; undefined: not sparse. */
  readonly segments?: readonly TarSegment[];
}

/** An archive that is damaged, lies about itself, or is larger in some header than anything honest is. */
export function tarError(detail: string): EngineError {
  return new EngineError("invalid-argument", `archive/tar: ${detail}`, { code: "tar.invalid" });
}

export function toByteString(bytes: Uint8Array): ByteString {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

export function fromByteString(text: ByteString): Buffer {
  return Buffer.from(text, "latin1");
}

/** The bytes read as UTF-8 text, for showing and for comparing with JSON strings. */
export function byteStringText(text: ByteString): string {
  return Buffer.from(text, "latin1").toString("utf8");
}

/** The bytes of `text` in UTF-8. */
export function textByteString(text: string): ByteString {
  return Buffer.from(text, "utf8").toString("latin1");
}
