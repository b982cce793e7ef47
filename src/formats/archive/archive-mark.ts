/** Whether a file begins as an archive that ADD unpacks: bzip2, gzip, xz, or a tar header whose checksum is right. */
export function isArchive(header: Uint8Array): boolean {
  return packedMarks.some((mark) => mark.every((byte, at) => header[at] === byte)) || isTarHeader(header);
}

const packedMarks: readonly (readonly number[])[] = [
  [0x42, 0x5a, 0x68],
  [0x1f, 0x8b, 0x08],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
];

const blockBytes = 512;
const checksumAt = 148;
const checksumBytes = 8;

/** POSIX.1-1988 ustar: the sum of the header's bytes with its own field as spaces, in octal. */
function isTarHeader(header: Uint8Array): boolean {
  if (header.length < blockBytes) return false;
  const field = Buffer.from(header.subarray(checksumAt, checksumAt + checksumBytes)).toString("latin1");
  const stated = Number.parseInt(field.replace(/[\0 ]+$/, "").trim(), 8);
  let sum = 0;
  for (let at = 0; at < blockBytes; at++) {
    sum += at >= checksumAt && at < checksumAt + checksumBytes ? 0x20 : (header[at] ?? 0);
  }
  return stated === sum;
}
