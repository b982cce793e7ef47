/**
 * The fields of one line of comma separated values, of which a field in double quotes may hold commas.
 * @throws Error in the words of Go's encoding/csv
 */
export function csvFields(line: string): string[] {
  if (line === "") throw new Error("EOF");
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const [field, next] = line[at] === '"' ? quotedField(line, at) : bareField(line, at);
    fields.push(field);
    if (next >= line.length) return fields;
    at = next + 1;
    if (at === line.length) return [...fields, ""];
  }
}

function bareField(line: string, from: number): readonly [field: string, next: number] {
  const comma = line.indexOf(",", from);
  const end = comma < 0 ? line.length : comma;
  const field = line.slice(from, end);
  const quote = field.indexOf('"');
  if (quote >= 0) throw csvError(from + quote, 'bare " in non-quoted-field');
  return [field, end];
}

function quotedField(line: string, from: number): readonly [field: string, next: number] {
  let field = "";
  let at = from + 1;
  for (;;) {
    const quote = line.indexOf('"', at);
    if (quote < 0) throw csvError(line.length, 'extraneous or missing " in quoted-field');
    field += line.slice(at, quote);
    const after = line[quote + 1];
    if (after === undefined || after === ",") return [field, quote + 1];
    if (after !== '"') throw csvError(quote, 'extraneous or missing " in quoted-field');
    field += '"';
    at = quote + 2;
  }
}

function csvError(column: number, problem: string): Error {
  return new Error(`parse error on line 1, column ${column + 1}: ${problem}`);
}
