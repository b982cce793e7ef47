const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
  "\\": "\\\\",
};

/** A text in quotes, as Go's `%q` writes it; with `ascii`, nothing but ASCII stands in it (`%+q`). */
export function quote(text: string, options: { readonly mark?: '"' | "'"; readonly ascii?: boolean } = {}): string {
  const { mark = '"', ascii = false } = options;
  let out = "";
  for (const char of text) out += char === mark ? `\\${char}` : quotedChar(char, ascii);
  return mark + out + mark;
}

function quotedChar(char: string, ascii: boolean): string {
  const named = escapes[char];
  if (named !== undefined) return named;
  const code = char.codePointAt(0) ?? 0;
  const hex = (width: number): string => code.toString(16).padStart(width, "0");
  if (code < 0x20 || code === 0x7f) return `\\x${hex(2)}`;
  if (isPrintable(char) && (code < 0x7f || !ascii)) return char;
  return code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`;
}

/** Go's idea of it: of the spaces only the one of ASCII. */
function isPrintable(char: string): boolean {
  return char === " " || !/[\p{C}\p{Z}]/u.test(char);
}
