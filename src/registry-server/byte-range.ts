/** A part of a file: `end` is the first byte that does not belong to it. */
export interface ByteRange {
  readonly begin: number;
  readonly end: number;
}

/**
 * What a `Range` header asks for of `sizeBytes`: a part; `whole` where the header is to be ignored (malformed, another unit, several
 * ranges); `none` where no byte of it is there.
 * @see RFC 9110, section 14.2
 */
export function parseByteRange(text: string | null, sizeBytes: number): ByteRange | "whole" | "none" {
  const [, first, last] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(text ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return "whole";
  if (first === "") {
    const wanted = Number(last);
    return wanted === 0 || sizeBytes === 0 ? "none" : { begin: Math.max(sizeBytes - wanted, 0), end: sizeBytes };
  }
  const begin = Number(first);
  if (last !== "" && Number(last) < begin) return "whole";
  if (begin >= sizeBytes) return "none";
  return { begin, end: last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) };
}
