/** What Go's `unicode.IsSpace` takes for a space, as the inside of a class of a regular expression. */
export const goSpaces = "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const one = new RegExp(`^[${goSpaces}]$`);
const leading = new RegExp(`^[${goSpaces}]+`);

export function isGoSpace(char: string): boolean {
  return char === " " || one.test(char);
}

/** Go's `strings.TrimLeftFunc(text, unicode.IsSpace)`. */
export function trimGoSpaceStart(text: string): string {
  return text.replace(leading, "");
}

/** Go's `strings.TrimSpace`; JavaScript's `trim` takes a byte order mark for a space, and NEL for none. */
export function trimGoSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isGoSpace(text[end - 1] ?? "")) end--;
  return trimGoSpaceStart(text.slice(0, end));
}
