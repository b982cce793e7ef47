import { closeSync, openSync, readFileSync, readlinkSync, readSync } from "node:fs";
import { type FileRange, findSection } from "#formats/elf/section.ts";
import { syscall } from "./libc.ts";
import { openLibc } from "./open-libc.ts";

const MADV_DONTNEED = 4;
/** What a page of the program has in `/proc/pid/pagemap`: 64 bits, of which bit 63 says that it is in memory, bit 61 that it is the file's. */
const pagemapEntryLength = 8;
const isPresent = 0x80;
const isOfFile = 0x20;

/** The program's modules, as text and bytecode, lie in this section: writable by its place, but never written to. */
const modulesSection = ".bun";

interface AddressRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Unmaps the pages of this program's own file: code, constants and modules, which come back from the page cache as they are
 * used; most are of the start only. Pages that differ from the file stay, and so does all that may be written to, so nothing
 * can be lost.
 * @see madvise(2), proc(5) "/proc/pid/maps" and "/proc/pid/pagemap"
 */
export function forgetProgramPages(): void {
  known ??= ownProgram();
  const { program, pageSize } = known;
  const ranges = readOnlyRanges(known).flatMap((range) => wholePages(range, pageSize));
  const pagemap = openSync("/proc/self/pagemap", "r");
  try {
    for (const range of ranges)
      for (const { start, end } of pagesOfFile(pagemap, range, pageSize))
        syscall("madvise", program, start, end - start, MADV_DONTNEED);
  } finally {
    closeSync(pagemap);
  }
}

interface OwnProgram {
  readonly program: string;
  readonly pageSize: number;
  readonly modules: FileRange | undefined;
}

/** Looked for once: each look loads the C library anew. */
let known: OwnProgram | undefined;

function ownProgram(): OwnProgram {
  const program = readlinkSync("/proc/self/exe");
  const pageSize = openLibc({ getpagesize: { args: [], returns: "i32" } }).symbols.getpagesize();
  return { program, pageSize, modules: modulesOf(program) };
}

/** Where this program's file is mapped and nothing writes. */
function readOnlyRanges({ program, modules }: OwnProgram): AddressRange[] {
  return readFileSync("/proc/self/maps", "utf8")
    .split("\n")
    .flatMap((line): AddressRange[] => {
      const [range = "", permissions = "", fileOffset = "", , , path] = line.split(/\s+/);
      if (path !== program) return [];
      const [start = 0, end = 0] = range.split("-").map((text) => Number.parseInt(text, 16));
      if (!permissions.includes("w")) return [{ start, end }];
      if (modules === undefined) return [];
      const toAddress = start - Number.parseInt(fileOffset, 16);
      return [
        {
          start: Math.max(start, modules.offset + toAddress),
          end: Math.min(end, modules.offset + modules.length + toAddress),
        },
      ];
    });
}

function modulesOf(program: string): FileRange | undefined {
  const file = openSync(program, "r");
  try {
    return findSection(({ offset, length }) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
    }, modulesSection);
  } finally {
    closeSync(file);
  }
}

function wholePages({ start, end }: AddressRange, pageSize: number): AddressRange[] {
  const [first, last] = [Math.ceil(start / pageSize) * pageSize, Math.floor(end / pageSize) * pageSize];
  return first < last ? [{ start: first, end: last }] : [];
}

/** The parts of `range` that are in memory and as the file has them. */
function pagesOfFile(pagemap: number, { start, end }: AddressRange, pageSize: number): AddressRange[] {
  const entries = Buffer.alloc(((end - start) / pageSize) * pagemapEntryLength);
  const read = readSync(pagemap, entries, 0, entries.length, (start / pageSize) * pagemapEntryLength);
  const parts: AddressRange[] = [];
  let from: number | undefined;
  for (let at = 0; at <= read / pagemapEntryLength; at++) {
    const flags = at * pagemapEntryLength < read ? (entries[at * pagemapEntryLength + 7] ?? 0) : 0;
    const isForgettable = (flags & isPresent) !== 0 && (flags & isOfFile) !== 0;
    if (isForgettable) from ??= at;
    if (isForgettable || from === undefined) continue;
    parts.push({ start: start + from * pageSize, end: start + at * pageSize });
    from = undefined;
  }
  return parts;
}
