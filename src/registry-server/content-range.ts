/** Where a chunk of an upload lies in its blob; both ends belong to it. */
export interface ChunkRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads the `Content-Range` of a chunk, `<first>-<last>`; some clients write `bytes <first>-<last>/<all>`, as RFC 9110 has
 * it for answers. Undefined for what is no range.
 * @see distribution spec, "Pushing a blob in chunks"
 */
export function parseChunkRange(text: string): ChunkRange | undefined {
  const [, first, last] = /^(?:bytes[ =])?(\d{1,16})-(\d{1,16})(?:\/(?:\d{1,16}|\*))?$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const range = { first: Number(first), last: Number(last) };
  return range.first <= range.last && Number.isSafeInteger(range.last) ? range : undefined;
}

/** The `Range` header that says how far an upload has come. One that has nothing yet is `0-0`, as in Docker's registry. */
export function uploadedRange(sizeBytes: number): string {
  return `0-${Math.max(sizeBytes - 1, 0)}`;
}
