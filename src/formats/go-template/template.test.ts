import { expect, test } from "bun:test";
import { dockerFunctions } from "./docker-functions.ts";
import { executeTemplate } from "./execute.ts";
import { parseTemplate } from "./parse.ts";
import { type GoType, intType, mapOf, pointerTo, sliceOf, stringType } from "./type.ts";
import { goInt, goString, goStringMap, goStrings, goStruct, type Value } from "./value.ts";

const functions = new Set(Object.keys(dockerFunctions));

const inner: GoType = {
  kind: "struct",
  name: "inner",
  fields: [
    { name: "A", type: stringType, json: "a" },
    { name: "B", type: intType, json: "b", omitEmpty: true },
  ],
};
const row: GoType = {
  kind: "struct",
  name: "row",
  fields: [
    { name: "Name", type: stringType, json: "Name" },
    { name: "Count", type: intType, json: "Count" },
    { name: "Map", type: mapOf(stringType, stringType), json: "Map" },
    { name: "List", type: sliceOf(stringType), json: "List" },
    { name: "None", type: sliceOf(stringType), json: "None" },
    { name: "Inner", type: inner, json: "Inner" },
    { name: "Nil", type: pointerTo(inner), json: "Nil" },
  ],
  methods: new Map([
    [
      "Label",
      { params: [stringType], call: ([key]: readonly (Value | undefined)[]) => goString(`<${String(key?.data)}>`) },
    ],
  ]),
};
const data = goStruct(row, {
  Name: goString("web"),
  Count: goInt(3),
  Map: goStringMap({ b: "2", a: "1" }),
  List: goStrings(["x", "y"]),
  None: goStrings(null),
  Inner: goStruct(inner, { A: goString("no"), B: goInt(0) }),
});

function run(source: string): string {
  const template = parseTemplate(source, { name: "", functions });
  return executeTemplate(template, data, { functions: dockerFunctions });
}

const good: [source: string, out: string][] = [
  ["{{.Name}} {{.Count}} {{.Map}} {{.List}} {{.None}} {{.Inner}} {{.Nil}}", "web 3 map[a:1 b:2] [x y] [] {no 0} <nil>"],
  ["{{.Inner.A}} {{.Map.a}} {{.Map.c}} {{index .Map `c`}}|", "no 1 <no value> |"],
  ['{{.Label "k"}} {{"k" | .Label}}', "<k> <k>"],
  ["{{range .List}}[{{.}}]{{end}}{{range .None}}x{{else}}none{{end}}", "[x][y]none"],
  ["{{range $i, $e := .List}}{{$i}}={{$e}};{{end}}", "0=x;1=y;"],
  ["{{range $k, $v := .Map}}{{$k}}{{$v}}{{end}}", "a1b2"],
  ["{{range 3}}{{.}}{{end}}", "012"],
  ["{{if .None}}a{{else if .Name}}b{{end}} {{with .Nil}}x{{else with .Map}}{{.a}}{{end}}", "b 1"],
  ["{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"],
  ["a {{- /* c */ -}} b {{- 1 -}}  c", "ab1c"],
  ['{{printf "%-5s|%03d|%q|%[1]v" .Name .Count "a\\"b"}}', 'web  |003|"a\\"b"|web'],
  [
    "{{printf `%x|%.0x|%012.1x|%b|%X` 1e3 1e3 1e3 1e3 0.1}}",
    "0x1.f4p+09|0x1p+10|0000x1.fp+09|8796093022208000p-43|0X1.999999999999AP-04",
  ],
  ["{{printf `%v %+v %T %x` .Inner .Inner .Inner .Name}}", "{no 0} {A:no B:0} inner 776562"],
  [
    "{{printf `%d %s %z` .Name 1 1}} {{printf `%d`}} {{printf `x` 1}}",
    "%!d(string=web) %!s(int=1) %!z(int=1) %!d(MISSING) x%!(EXTRA int=1)",
  ],
  ["{{1e6}} {{1e3}} {{0x1F}} {{'a'}} {{1_000}} {{2.50}}", "1e+06 1000 31 97 1000 2.5"],
  ['{{json .Map}} {{json .Inner}} {{json .Nil}} {{json "<"}}', '{"a":"1","b":"2"} {"a":"no"} null "<"'],
  ["{{len .List}} {{index .List 1}} {{slice .Name 1 2}} {{len `é`}}", "2 y e 2"],
  ['{{eq .Name "x" "web"}} {{ne 1 2}} {{lt 1 2}} {{and 0 1}} {{or "" "d"}} {{not ""}}', "true true true 0 d true"],
  [
    '{{join (split "a,b" ",") "-"}} {{upper "aß"}} {{title "ab c\'d"}} {{pad "x" 1 2}}|{{truncate "abc" 2}}',
    "a-b Aß Ab C'D  x  |ab",
  ],
  ['{{define "t"}}<{{.}}>{{end}}{{template "t" .Name}}{{block "u" .Count}}({{.}}){{end}}', "<web>(3)"],
  ['{{range .List}}{{if eq . "y"}}{{break}}{{end}}{{.}}{{end}}', "x"],
  ['{{print 1 2 "a" 3}} {{html "<\'>"}} {{js "\'"}} {{urlquery "a b/"}}', "1 2a3 &lt;&#39;&gt; \\' a+b%2F"],
  ["{{printf `%z|%+z|% z|%#z|%05z` 5 5 5 `a` 5}}", "%!z(int=5)|%!z(int=+5)|%!z(int= 5)|%!z(string=a)|%!z(int=00005)"],
  ["{{printf `%w|%#w|%w` `a` `a` .List}}", '%!w(string=a)|%!w(string="a")|%!w([]string=[x y])'],
  ["{{printf `%[2]*d|%.[1]v|%[1].2d` 1}}", "%!d(BADINDEX)|1|%!d(BADINDEX)"],
  ["{{printf `%.` 1}} {{printf `%3`}}", "%!.(int=1) %!(NOVERB)"],
  ["{{printf `%#O|%#b|%#U|%U` 8 5 9731 -1}}", "0o010|0b101|U+2603 '☃'|U+FFFFFFFFFFFFFFFF"],
  ["{{printf `%#v|%#g|%#.3e|%#.0f|%.0e|%.1f` 1.0 1.0 1.0 1.0 0.25 0.25}}", "1|1.00000|1.000e+00|1.|2e-01|0.2"],
  ["{{printf `%.30f|%.40g` 0.1 0.1}}", "0.100000000000000005551115123126|0.1000000000000000055511151231257827021182"],
  [
    "{{2i}} {{1+2i}} {{printf `%.1f %d` 1i 1i}} {{if 0i}}a{{end}}{{eq 1i 1i}}",
    "(0+2i) (1+2i) (0.0+1.0i) %!d(complex128=(0+1i)) true",
  ],
  ["{{printf `%p` .None}} {{printf `%p` 1}}", "0x0 %!p(int=1)"],
  ["{{lower `AİΣ`}} {{title `ǆ ა`}}", "aiσ ǅ ა"],
  ["{{$a := slice `é` 0 1}}{{printf `%q %d` $a (len $a)}} {{print $a (slice `é` 1 2) | len}}", '"\\xc3" 1 2'],
  ["{{slice (slice .List 0 1) 0 2}}", "[x y]"],
  ["{{range .List}}{{range $.None}}{{else}}{{break}}{{end}}{{.}}{{end}}", "xy"],
  ["{{range .List}}{{range $.None}}{{else}}{{continue}}{{end}}{{.}}{{end}}|", "|"],
];

for (const [source, out] of good) test(`${source} gives ${out}`, () => expect(run(source)).toBe(out));

const bad: [source: string, message: string][] = [
  ["{{", "template: :1: unclosed action"],
  ["{{nosuch .}}", 'template: :1: function "nosuch" not defined'],
  ["{{'\\!n'}}", "template: :1: invalid syntax"],
  ["{{'\\\"'}}", "template: :1: invalid syntax"],
  ["{{'ab'}}", "template: :1: malformed character constant: 'ab'"],
  ["{{'\\nb'}}", "template: :1: malformed character constant: '\\nb'"],
  ["{{template `\u0007`}}", 'template: :1:11: executing "" at <{{template "\\a"}}>: template "\\a" not defined'],
  ["{{if}}", "template: :1: missing value for if"],
  ["{{range .List}}", "template: :1: unexpected EOF"],
  ["{{end}}", "template: :1: unexpected {{end}}"],
  ["{{$x}}", 'template: :1: undefined variable "$x"'],
  ["{{break}}", "template: :1: {{break}} outside {{range}}"],
  ['{{"open}}', "template: :1: unterminated quoted string"],
  ["{{.Name!}}", "template: :1: bad character U+0021 '!'"],
  ["{{1 | 2}}", "template: :1: non executable command in pipeline stage 2"],
  ["{{if true}}{{define `x`}}{{end}}{{end}}", "template: :1: unexpected <define> in command"],
  ["a\n{{.Name\n", "template: :3: unclosed action started at :2"],
  ["{{.Nope}}", `template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type row`],
  ["x\n {{.Inner.Nope}}", `template: :2:9: executing "" at <.Inner.Nope>: can't evaluate field Nope in type inner`],
  ["{{.Nil.A}}", 'template: :1:6: executing "" at <.Nil.A>: nil pointer evaluating *inner.A'],
  ["{{len 3}}", 'template: :1:2: executing "" at <len 3>: error calling len: len of type int'],
  ["{{index .List 9}}", 'template: :1:2: executing "" at <index .List 9>: error calling index: index out of range: 9'],
  ["{{.Label}}", 'template: :1:2: executing "" at <.Label>: wrong number of args for Label: want 1 got 0'],
  ["{{upper .Count}}", 'template: :1:8: executing "" at <.Count>: wrong type for value; expected string; got int'],
  ["{{upper 1}}", 'template: :1:8: executing "" at <1>: expected string; found 1'],
  ["{{range .Name}}{{end}}", `template: :1:8: executing "" at <.Name>: range can't iterate over web`],
  [
    "{{lt .Name 1}}",
    'template: :1:2: executing "" at <lt .Name 1>: error calling lt: incompatible types for comparison: string and int',
  ],
  ["{{block `t` 1}}\n{{/* }}", "template: :2: unclosed comment"],
  [
    "{{eq .Map .List}}",
    'template: :1:2: executing "" at <eq .Map .List>: error calling eq: non-comparable types map[a:1 b:2]: map[string]string, []string: [x y]',
  ],
  [
    "{{eq .List .List}}",
    'template: :1:2: executing "" at <eq .List .List>: error calling eq: non-comparable type [x y]: []string',
  ],
  [
    "{{slice (slice .List 0 1 1) 0 2}}",
    'template: :1:2: executing "" at <slice (slice .List 0 1 1) 0 2>: error calling slice: index out of range: 2',
  ],
  ["{{lt 1i 2i}}", 'template: :1:2: executing "" at <lt 1i 2i>: error calling lt: invalid type for comparison'],
];

for (const [source, message] of bad)
  test(`${source} fails`, () => expect(() => run(source)).toThrow(new Error(message)));
