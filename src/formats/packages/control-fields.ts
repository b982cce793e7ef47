/**
 * Paragraphs of `Name: value` lines, whose values go on in lines that begin with white space (deb822(5), RFC 822). Names are in lower
 * case; of a name that is given twice the first counts, but for `repeated` ones, which are lists.
 */
export interface Paragraph {
  field(name: string): string;
  fields(name: string): readonly string[];
}

const maxFields = 2000;

export function* paragraphs(text: string): Generator<Paragraph> {
  let lines: string[] = [];
  for (const line of linesOf(text)) {
    if (line.trim() !== "") {
      lines.push(line);
      continue;
    }
    if (lines.length > 0) yield paragraphOf(lines);
    lines = [];
  }
  if (lines.length > 0) yield paragraphOf(lines);
}

/** The lines, without a copy of all of them at once. */
export function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf("\n", at);
    const end = found < 0 ? text.length : found;
    yield text.slice(at, text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end);
    at = end + 1;
  }
}

function paragraphOf(lines: readonly string[]): Paragraph {
  const all = new Map<string, string[]>();
  let last: string[] | undefined;
  let count = 0;
  for (const line of lines) {
    if (/^\s/.test(line)) {
      if (last !== undefined) last.push(`${last.pop() ?? ""}\n${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(":");
    if (colon <= 0 || ++count > maxFields) {
      last = undefined;
      continue;
    }
    const name = line.slice(0, colon).toLowerCase();
    last = all.get(name) ?? [];
    last.push(line.slice(colon + 1).trim());
    all.set(name, last);
  }
  return { field: (name) => all.get(name)?.[0] ?? "", fields: (name) => all.get(name) ?? [] };
}
