/** The value of a quoted text. @throws Error for an unknown escape. */
export function unquote(text: string): string {
  if (text.startsWith("`")) return text.slice(1, -1).replaceAll("\r", "");
  return text.slice(1, -1).replace(/\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[\s\S])/g, escaped);
}

const named: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

function escaped(text: string): string {
  const rest = text.slice(1);
  if (/^[xuU]/.test(rest) && rest.length > 1) return String.fromCodePoint(Number.parseInt(rest.slice(1), 16));
  if (/^[0-7]{3}$/.test(rest)) return String.fromCodePoint(Number.parseInt(rest, 8));
  const char = named[rest];
  if (char === undefined) throw new Error("invalid syntax");
  return char;
}

/** The value of a number. @throws Error when it is none. */
export function parseNumber(text: string): number {
  const plain = text.replaceAll("_", "").replace(/^(-?)\+?0([0-7]+)$/, "$10o$2");
  const value = plain.startsWith("-") ? -Number(plain.slice(1)) : Number(plain.replace(/^\+/, ""));
  if (Number.isNaN(value)) throw new Error(`bad number syntax: ${JSON.stringify(text)}`);
  return value;
}
