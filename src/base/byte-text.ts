/**
 * Texts that may hold bytes of no character, as Go's strings may: such a byte is a lone surrogate, U+DC80 to U+DCFF, in the
 * string that stands for it, and becomes the byte again.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

export function bytesOfText(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  return Buffer.concat([...text].map((char) => Buffer.from(bytesOfChar(char))));
}

function bytesOfChar(char: string): Uint8Array {
  const byte = lostByte(char);
  return byte === undefined ? encoder.encode(char) : Uint8Array.of(byte);
}

/** The byte for which a character stands; undefined for a real one. */
export function lostByte(char: string): number | undefined {
  const code = char.charCodeAt(0);
  return code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : undefined;
}

export function textOfBytes(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return pieces(bytes);
  }
}

/** Characters are decoded one by one; a byte that begins none is kept as it is. */
function pieces(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = charLength(bytes.subarray(at, at + 4));
    text +=
      length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : lenient.decode(bytes.subarray(at, at + length));
    at += Math.max(1, length);
  }
  return text;
}

/** Of the character that the bytes begin with; 0 where they begin with none. */
function charLength(bytes: Uint8Array): number {
  for (let length = 1; length <= bytes.length; length += 1) {
    try {
      decoder.decode(bytes.subarray(0, length));
      return length;
    } catch {
      // The character may be longer.
    }
  }
  return 0;
}
