/**
 * Text in lines shorter than `width`, each further line behind `indent` spaces. Lines of the text stay lines.
 * A width of 0 wraps nothing.
 */
export function wrapText(text: string, options: { readonly indent: number; readonly width: number }): string {
  const { indent, width } = options;
  const gap = `\n${" ".repeat(indent)}`;
  if (width === 0) return text.replaceAll("\n", gap);
  const room = Math.max(24, width - indent);
  const lines = text.split("\n").flatMap((line) => wrapLine(line, room));
  return lines.join(gap);
}

/** Lines end a few columns early, so that no last word need stand alone. */
const slack = 5;

function wrapLine(line: string, room: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length >= room) {
    const at = rest.lastIndexOf(" ", room - slack - 1);
    if (at <= 0) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...lines, rest];
}
