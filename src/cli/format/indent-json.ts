/** JSON with some space (four blanks) for each level, as Go's json.Indent lays it out. Numbers and escapes stay as they are written. */
export function indentJson(text: string, indent = "    "): string {
  let out = "";
  let depth = 0;
  const line = (): string => `\n${indent.repeat(depth)}`;
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? "";
    if (part === "{" || part === "[") {
      const closing = parts[at + 1];
      if (closing === "}" || closing === "]") {
        out += part + closing;
        at++;
        continue;
      }
      depth++;
      out += part + line();
    } else if (part === "}" || part === "]") {
      depth--;
      out += line() + part;
    } else if (part === ",") out += part + line();
    else if (part === ":") out += ": ";
    else out += part;
  }
  return out;
}
