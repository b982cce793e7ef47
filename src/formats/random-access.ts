/** Bytes that are read where they are wanted: a file, or memory. */
export interface RandomAccess {
  readonly sizeBytes: number;
  /** Fewer than `count` bytes at the end, or beyond it none. The answer is the caller's until the next read. */
  read(at: number, count: number): Buffer;
}

export function inMemory(bytes: Uint8Array): RandomAccess {
  const memory = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { sizeBytes: memory.length, read: (at, count) => memory.subarray(at, at + Math.max(0, count)) };
}
