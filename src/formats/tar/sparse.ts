import { type TarSegment, tarError } from "./entry.ts";
import { parseDecimal, parseNumber } from "./numbers.ts";
import type { PaxFields } from "./pax.ts";

/** More pieces than any real file has; each costs memory. */
const maxSegments = 1 << 17;

/** What GNU tar says about a sparse file (GNU tar manual, "Sparse Formats"). */
export interface SparseFile {
  readonly realSize: number;
  readonly segments: readonly TarSegment[];
}

/** The four entries of an old GNU header, or the 21 of an extension block, and whether another block follows. */
export function readOldSparse(
  block: Uint8Array,
  options: { readonly extension: boolean },
): { readonly segments: TarSegment[]; readonly more: boolean } {
  const { extension } = options;
  const start = extension ? 0 : 386;
  const segments: TarSegment[] = [];
  for (let index = 0; index < (extension ? 21 : 4); index++) {
    const at = start + index * 24;
    if (block[at] === 0) break;
    segments.push({ offset: parseNumber(block, at, 12), length: parseNumber(block, at + 12, 12) });
  }
  return { segments, more: block[extension ? 504 : 482] !== 0 };
}

/** Sparse formats 0.0 and 0.1: the map stands in the extended header. */
export function readPaxSparse(fields: PaxFields): SparseFile | undefined {
  const size = fields.get("GNU.sparse.size");
  if (size === undefined) return undefined;
  const map = fields.get("GNU.sparse.map");
  const numbers = map === undefined ? fields.sparsePairs : map.split(",");
  return { realSize: parseDecimal(size), segments: pairs(numbers.map(parseDecimal)) };
}

/** Whether the map stands at the beginning of the data (format 1.0). */
export function isDataSparse(fields: PaxFields): boolean {
  return fields.get("GNU.sparse.major") === "1" && fields.get("GNU.sparse.minor") === "0";
}

/** The map of format 1.0, which comes in blocks: a count, then offset and length of each piece, each a decimal line. */
export class DataSparseMap {
  /** The line that the next block goes on with. */
  #line = "";
  readonly #numbers: number[] = [];
  #count: number | undefined;

  /** The pieces once all have come. @throws invalid-argument */
  add(block: string): readonly TarSegment[] | undefined {
    const lines = (this.#line + block).split("\n");
    this.#line = lines.pop() ?? "";
    for (const line of lines) {
      const number = parseDecimal(line);
      if (this.#count === undefined) this.#count = checkCount(number);
      else this.#numbers.push(number);
      if (this.#numbers.length === this.#count * 2) return pairs(this.#numbers);
    }
    // Longer than any number.
    if (this.#line.length > 16) throw tarError("invalid tar header");
    return undefined;
  }
}

function checkCount(count: number): number {
  if (count > maxSegments) throw tarError("invalid tar header");
  return count;
}

function pairs(numbers: readonly number[]): TarSegment[] {
  if (numbers.length % 2 !== 0 || numbers.length > maxSegments * 2) throw tarError("invalid tar header");
  const segments: TarSegment[] = [];
  for (let index = 0; index < numbers.length; index += 2) {
    segments.push({ offset: numbers[index] ?? 0, length: numbers[index + 1] ?? 0 });
  }
  return segments;
}

/** Drops empty pieces. @throws invalid-argument when they overlap, leave the file, or are not what the archive stores */
export function checkSegments(file: SparseFile, packedSize: number): readonly TarSegment[] {
  let end = 0;
  let total = 0;
  const kept: TarSegment[] = [];
  if (file.segments.length > maxSegments || !Number.isSafeInteger(file.realSize) || file.realSize < 0) {
    throw tarError("invalid tar header");
  }
  for (const segment of file.segments) {
    if (segment.offset < end || segment.length < 0) throw tarError("invalid tar header");
    end = segment.offset + segment.length;
    total += segment.length;
    if (segment.length > 0) kept.push(segment);
  }
  if (end > file.realSize || total !== packedSize) throw tarError("invalid tar header");
  return kept;
}
