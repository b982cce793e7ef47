import { expect, test } from "bun:test";
import { executeTemplate } from "./execute.ts";
import { dockerFunctions } from "./functions.ts";
import { parseTemplate } from "./parse.ts";
import { GoNil, GoStruct } from "./value.ts";

const functions = new Set(Object.keys(dockerFunctions));
const row = new GoStruct("*row", {
  fields: new Map<string, unknown>([
    ["Name", "web"],
    ["Count", 3],
    ["Map", { b: 2, a: 1 }],
    ["List", ["x", "y"]],
    ["None", new GoNil("slice")],
    [
      "Inner",
      new GoStruct("inner", {
        fields: new Map<string, unknown>([
          ["A", "no"],
          ["B", 0],
        ]),
      }),
    ],
  ]),
  methods: { Label: { arity: 1, call: (key) => `<${String(key)}>` } },
});

function run(source: string, data: unknown = row): string {
  return executeTemplate(parseTemplate(source, { name: "", functions }), data, { functions: dockerFunctions });
}

const good: [source: string, out: string][] = [
  ["{{.Name}} {{.Count}} {{.Map}} {{.List}} {{.None}} {{.Inner}}", "web 3 map[a:1 b:2] [x y] [] {no 0}"],
  ["{{.Inner.A}} {{.Map.a}} {{.Map.c}}", "no 1 <no value>"],
  ['{{.Label "k"}} {{"k" | .Label}}', "<k> <k>"],
  ["{{range .List}}[{{.}}]{{end}}{{range .None}}x{{else}}none{{end}}", "[x][y]none"],
  ["{{range $i, $e := .List}}{{$i}}={{$e}};{{end}}", "0=x;1=y;"],
  ["{{range $k, $v := .Map}}{{$k}}{{$v}}{{end}}", "a1b2"],
  ["{{range 3}}{{.}}{{end}}", "012"],
  ["{{if .None}}a{{else if .Name}}b{{end}} {{with .Map}}{{.a}}{{end}}", "b 1"],
  ["{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"],
  ["a {{- /* c */ -}} b", "ab"],
  ['{{printf "%-5s|%03d|%q" .Name .Count "a\\"b"}}', 'web  |003|"a\\"b"'],
  ['{{json .Map}} {{json "<"}} {{len .List}} {{index .List 1}} {{slice .Name 1 2}}', '{"a":1,"b":2} "<" 2 y e'],
  ['{{eq .Name "x" "web"}} {{ne 1 2}} {{lt 1 2}} {{and 0 1}} {{or "" "d"}} {{not ""}}', "true true true 0 d true"],
  [
    '{{join (split "a,b" ",") "-"}} {{upper "a"}} {{title "ab cd"}} {{pad "x" 1 2}}|{{truncate "abc" 2}}',
    "a-b A Ab Cd  x  |ab",
  ],
  ['{{define "t"}}<{{.}}>{{end}}{{template "t" .Name}}{{block "u" .Count}}({{.}}){{end}}', "<web>(3)"],
  ['{{range .List}}{{if eq . "y"}}{{break}}{{end}}{{.}}{{end}}', "x"],
];

for (const [source, out] of good) test(`${source} gives ${out}`, () => expect(run(source)).toBe(out));

const bad: [source: string, message: string][] = [
  ["{{", "template: :1: unclosed action"],
  ["{{nosuch .}}", 'template: :1: function "nosuch" not defined'],
  ["{{if}}", "template: :1: missing value for if"],
  ["{{range .List}}", "template: :1: unexpected EOF"],
  ["{{end}}", "template: :1: unexpected {{end}}"],
  ["{{$x}}", 'template: :1: undefined variable "$x"'],
  ["{{break}}", "template: :1: {{break}} outside {{range}}"],
  ['{{"open}}', "template: :1: unterminated quoted string"],
  ["{{.Nope}}", `template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type *row`],
  ["x\n {{.Inner.Nope}}", `template: :2:9: executing "" at <.Inner.Nope>: can't evaluate field Nope in type inner`],
  ["{{len 3}}", 'template: :1:2: executing "" at <len 3>: error calling len: len of type int'],
  ["{{index .List 9}}", 'template: :1:2: executing "" at <index .List 9>: error calling index: index out of range: 9'],
  ["{{.Label}}", 'template: :1:2: executing "" at <.Label>: wrong number of args for Label: want 1 got 0'],
  [
    "{{lt .Name 1}}",
    'template: :1:2: executing "" at <lt .Name 1>: error calling lt: incompatible types for comparison: string and int',
  ],
];

for (const [source, message] of bad)
  test(`${source} fails`, () => expect(() => run(source)).toThrow(new Error(message)));
