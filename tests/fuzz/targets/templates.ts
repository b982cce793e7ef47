import { dockerFunctions } from "#formats/go-template/docker-functions.ts";
import { executeTemplate } from "#formats/go-template/execute.ts";
import { parseTemplate } from "#formats/go-template/parse.ts";
import { type GoType, intType, mapOf, pointerTo, sliceOf, stringType } from "#formats/go-template/type.ts";
import { goInt, goString, goStringMap, goStrings, goStruct } from "#formats/go-template/value.ts";
import type { FuzzTarget } from "../fuzz.ts";
import { textOf } from "../mutate.ts";

const inner: GoType = { kind: "struct", name: "inner", fields: [{ name: "A", type: stringType, json: "a" }] };
const row: GoType = {
  kind: "struct",
  name: "row",
  fields: [
    { name: "Name", type: stringType, json: "Name" },
    { name: "Count", type: intType, json: "Count" },
    { name: "Map", type: mapOf(stringType, stringType), json: "Map" },
    { name: "List", type: sliceOf(stringType), json: "List" },
    { name: "Inner", type: inner, json: "Inner" },
    { name: "Nil", type: pointerTo(inner), json: "Nil" },
  ],
};
const data = goStruct(row, {
  Name: goString("web é"),
  Count: goInt(3),
  Map: goStringMap({ b: "2", a: "1" }),
  List: goStrings(["x", "y"]),
  Inner: goStruct(inner, { A: goString("no") }),
});
const functions = new Set(Object.keys(dockerFunctions));
const words = [
  "{{",
  "}}",
  "{{- ",
  " -}}",
  ".Name",
  ".Count",
  ".Map",
  ".List",
  ".Inner.A",
  ".Nil",
  ".Nil.A",
  ".X",
  ".",
  "$",
  "$x",
  " := ",
  " = ",
  "|",
  " ",
  "(",
  ")",
  ",",
  "if ",
  "else",
  "else if ",
  "end",
  "range ",
  "with ",
  "define ",
  "template ",
  "block ",
  "break",
  "continue",
  '"a"',
  "`b`",
  "'c'",
  '"%v %d %q %-5s %[2]*d %x"',
  "1",
  "-1",
  "0x1F",
  "1.5",
  "1e3",
  "2i",
  "nil",
  "true",
  "/* c */",
  "\n",
  "text",
  ...functions,
].flatMap((word) => (functions.has(word) ? [`${word} `] : [word]));
const whole = [
  "{{.Name}}",
  "{{range .List}}{{.}}{{end}}",
  "{{if .Nil}}a{{else}}b{{end}}",
  '{{with $x := .Map}}{{index $x "a"}}{{end}}',
  '{{printf "%s|%5d" .Name .Count}}',
  "{{json .}}",
  "{{len .List | printf `%03d`}}",
];

/** `--format`: read and run, with every function there is. */
export const templates: FuzzTarget = {
  name: "go-template",
  make(random) {
    const piece = (): string => (random.once(2) ? `{{${textOf(random, words, 7)}}}` : random.pick(whole));
    const text = random.once(3)
      ? textOf(random, words, 20)
      : Array.from({ length: 1 + random.below(4) }, piece).join("");
    return Buffer.from(text);
  },
  check(input) {
    const template = parseTemplate(input.toString("utf8"), { name: "", functions });
    executeTemplate(template, data, { functions: dockerFunctions });
  },
  isRefusal: (error) => error instanceof Error && error.message.startsWith("template: "),
};
