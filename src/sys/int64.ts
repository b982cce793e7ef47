const wordValues = 2 ** 32;

/** Writes a whole number as 64 bits, without the BigInt that Buffer's own way makes. */
export function writeInt64(memory: Buffer, value: number, at: number): void {
  memory.writeUInt32LE(value >>> 0, at);
  memory.writeInt32LE(Math.floor(value / wordValues), at + 4);
}

/** The 64 bits as a number; exact up to 2^53. */
export function readInt64(memory: Buffer, at: number): number {
  return memory.readUInt32LE(at) + memory.readInt32LE(at + 4) * wordValues;
}
