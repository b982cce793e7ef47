/**
 * The lines `KEY=VALUE` of a text; a key alone takes the value that `lookUp` gives, or is left out. Empty lines and `#` are
 * skipped. @throws Error in Docker's words
 */
export function keyValueLines(
  text: string,
  lookUp: (name: string) => string | undefined = () => undefined,
): (readonly [key: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = (index === 0 ? raw.replace(/^\ufeff/, "") : raw).trimStart().replace(/\r$/, "");
    if (line === "" || line.startsWith("#")) continue;
    const at = line.indexOf("=");
    const key = at < 0 ? line : line.slice(0, at);
    if (/\s/.test(key)) throw new Error(`variable '${key}' contains whitespaces`);
    if (at === 0) throw new Error(`no variable name on line '${line}'`);
    const value = at > 0 ? line.slice(at + 1) : lookUp(key);
    if (value !== undefined) pairs.push([key, value]);
  }
  return pairs;
}
