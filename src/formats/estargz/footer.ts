const mark = "STARGZ";

/** The empty gzip member at the end of an eStargz: its extra field (RFC 1952) says where the table of contents begins. */
export function footer(tocOffset: number): Buffer {
  const field = Buffer.from(`${tocOffset.toString(16).padStart(16, "0")}${mark}`);
  const extra = Buffer.concat([Buffer.from("SG"), lengthOf(field.length), field]);
  const hasExtra = 4;
  const unknownSystem = 0xff;
  const header = Buffer.from([0x1f, 0x8b, 8, hasExtra, 0, 0, 0, 0, 0, unknownSystem]);
  const emptyBlock = Buffer.from([1, 0, 0, 0xff, 0xff]);
  return Buffer.concat([header, lengthOf(extra.length), extra, emptyBlock, Buffer.alloc(8)]);
}

function lengthOf(count: number): Buffer {
  return Buffer.from([count & 0xff, count >> 8]);
}
