import { quote } from "#base/strconv.ts";
import { objectOf, stringType } from "../value/type.ts";
import { listValue, objectValue, stringValue, type Value } from "../value/value.ts";
import { ofTexts } from "./arguments.ts";
import { FunctionError, type HclFunction } from "./function.ts";

interface Row {
  readonly fields: string[];
  /** The line that it begins at. */
  readonly line: number;
}

function refuse(line: number, problem: string): never {
  throw new FunctionError(`CSV parse error on line ${line}: ${problem}`);
}

/** Rows of comma separated values; empty lines count for nothing. */
function* rowsOf(text: string): Generator<Row> {
  let [at, line] = [0, 1];
  while (at < text.length) {
    const start = line;
    const fields: string[] = [];
    for (;;) {
      const field = text[at] === '"' ? quotedField(text, at, line) : bareField(text, at, line);
      fields.push(field.text);
      line += field.lines;
      at = field.next;
      if (text[at] !== ",") break;
      at += 1;
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    line += 1;
    if (fields.length > 1 || fields[0] !== "" || text[at - 2] === '"') yield { fields, line: start };
  }
}

interface Field {
  readonly text: string;
  readonly next: number;
  readonly lines: number;
}

const bare = /[^,\n]*/y;

function bareField(text: string, from: number, line: number): Field {
  bare.lastIndex = from;
  const found = bare.exec(text)![0];
  const isLast = text[from + found.length] === "\n" && found.endsWith("\r");
  const shown = isLast ? found.slice(0, -1) : found;
  if (shown.includes('"')) refuse(line, 'bare " in non-quoted-field');
  return { text: shown, next: from + shown.length, lines: 0 };
}

function quotedField(text: string, from: number, line: number): Field {
  const problem = 'extraneous or missing " in quoted-field';
  let [out, at] = ["", from + 1];
  for (;;) {
    const mark = text.indexOf('"', at);
    if (mark === -1)
      refuse(
        line +
          (text
            .slice(from)
            .replace(/\r?\n$/, "")
            .split("\n").length -
            1),
        problem,
      );
    out += text.slice(at, mark).replaceAll("\r\n", "\n");
    at = mark + 1;
    if (text[at] !== '"') break;
    out += '"';
    at += 1;
  }
  const lines = out.split("\n").length - 1;
  if (at < text.length && !/^(?:,|\r?\n)/.test(text.slice(at, at + 2))) refuse(line + lines, problem);
  return { text: out, next: at, lines };
}

function decode(text: string): Value {
  const rows = rowsOf(text);
  const header = rows.next();
  if (header.done === true) throw new FunctionError("missing header line");
  const names = header.value.fields;
  names.forEach((name, at) => {
    if (names.indexOf(name) !== at) throw new FunctionError(`duplicate column name ${quote(name)}`);
  });
  const values = [...rows].map(({ fields, line }) => {
    if (fields.length !== names.length) refuse(line, "wrong number of fields");
    return objectValue(fields.map((field, at) => [names[at]!, stringValue(field)] as const));
  });
  return listValue(values, objectOf(names.map((name) => [name, stringType] as const)));
}

export const csvFunctions: Readonly<Record<string, HclFunction>> = {
  csvdecode: ofTexts(["str"], (text) => decode(text!)),
};
