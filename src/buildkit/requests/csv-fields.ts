import { EngineError } from "#base/errors.ts";

/** The fields of one line of CSV, as Go's encoding/csv reads it. @throws invalid-argument for an open quote */
export function csvFields(line: string): string[] {
  const fields: string[] = [];
  let rest = line;
  while (true) {
    const match = rest.startsWith('"') ? /^"((?:[^"]|"")*)"(?:,|$)/.exec(rest) : /^([^,"]*)(?:,|$)/.exec(rest);
    if (match === null) throw new EngineError("invalid-argument", `failed to parse ${line}`);
    fields.push((match[1] ?? "").replaceAll('""', '"'));
    if (!match[0].endsWith(",")) return fields;
    rest = rest.slice(match[0].length);
  }
}

/** The fields of `KEY=VALUE`; a value may hold `=`. */
export function csvPairs(line: string): Array<readonly [string, string]> {
  return csvFields(line).map((field) => {
    const at = field.indexOf("=");
    return at < 0 ? [field, ""] : [field.slice(0, at), field.slice(at + 1)];
  });
}
