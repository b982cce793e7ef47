import { expect, test } from "bun:test";
import { readYaml } from "./read-yaml.ts";
import { YamlSyntaxError } from "./yaml-errors.ts";

/** What the stock Compose 2.40 says of files that are no YAML. */
const said: readonly (readonly [text: string, message: string])[] = [
  ["services:\n  a:\n   image: x\n    command: y\n", "yaml: line 4: mapping values are not allowed in this context"],
  ["services:\n\ta:\n", "yaml: line 2: found character that cannot start any token"],
  ["services: {a: {image: x\n", "yaml: line 1: did not find expected ',' or '}'"],
  ["services: [a, b\n", "yaml: line 1: did not find expected ',' or ']'"],
  ["services:\n  a: *nope\n", "yaml: unknown anchor 'nope' referenced"],
  [
    "services:\n  a: &x {image: *x}\n",
    "cycle detected: node at path services.a.image.image references node at path services.a.image",
  ],
  ["services:\n  a:\n    image: 'x\n", "yaml: line 3: found unexpected end of stream"],
  ['services:\n  a:\n    image: "x\n', "yaml: line 3: found unexpected end of stream"],
  ['services:\n  a:\n    image: "\\q"\n', "yaml: line 3: found unknown escape character"],
  ["services:\n  a:\n    image: x: y\n", "yaml: line 3: mapping values are not allowed in this context"],
  ["%BAD\n---\nservices: {a: {image: x}}\n", "yaml: found unknown directive name"],
  ["services:\n  a: {image: !!int x}\n", "yaml: cannot decode !!str `x` as a !!int"],
  ["? [a, b]\n: c\n", 'yaml: invalid map key: []interface {}{"a", "b"}'],
  ["services:\n  ? {x: y}\n  : {image: x}\n", 'yaml: invalid map key: map[string]interface {}{"x":"y"}'],
  ["services:\n  a:\n    <<: 5\n    image: x\n", "yaml: map merge requires map or sequence of maps as the value"],
  ["services:\n  a:\n    <<: [{image: x}, 5]\n", "yaml: map merge requires map or sequence of maps as the value"],
  ["@bad: x\n", "yaml: found character that cannot start any token"],
  ["`bad: x\n", "yaml: found character that cannot start any token"],
  ["services:\n  a:\n    image: @x\n", "yaml: line 3: found character that cannot start any token"],
  ["services:\n  a:\n    image: %x\n", "yaml: line 3: found character that cannot start any token"],
  ["services:\n  a:\n    image: |\n      x\n     y\n", "yaml: line 2: did not find expected key"],
  ["services:\n  a:\n    image: >9z\n      x\n", "yaml: line 3: did not find expected comment or line break"],
  ["services:\n  a: {image: x,, }\n", "yaml: line 1: did not find expected node content"],
  ["services:\n  a: {image: x]}\n", "yaml: line 1: did not find expected ',' or '}'"],
  ["services:\n  a: image: x\n", "yaml: line 2: mapping values are not allowed in this context"],
  ["services:\n  a\n  b: {image: x}\n", "yaml: line 3: mapping values are not allowed in this context"],
  ["services:\n  - a: b\n  c: d\n", "yaml: line 1: did not find expected '-' indicator"],
  ["services:\n  a: {image: x}\n c: d\n", "yaml: line 2: did not find expected key"],
  ["services:\n  a: {image: x}\n   c: d\n", "yaml: line 1: did not find expected key"],
  ["services:\n  a:\n    image: &\n", "yaml: line 3: did not find expected alphabetic or numeric character"],
  ["services:\n  a:\n    image: *\n", "yaml: line 3: did not find expected alphabetic or numeric character"],
  ["services:\n  a:\n    image: !<bad\n", "yaml: line 3: did not find the expected '>'"],
  ["services: {a: {image: x}}}\n", "yaml: did not find expected key"],
  ["services: {a: {image: x}} trailing\n", "yaml: did not find expected key"],
  ['services: {a: {image: "x" y}}\n', "yaml: did not find expected ',' or '}'"],
  ["services:\n  a:\n    image: x\n    environment: [A={X}, B]\n", "yaml: line 3: did not find expected ',' or ']'"],
  ['services:\n  a:\n    image: x\n    command: ["a" "b"]\n', "yaml: line 3: did not find expected ',' or ']'"],
  ['services:\n  a:\n    image: x\n    labels: {a: b, "c" d}\n', "yaml: line 3: did not find expected ',' or '}'"],
  ["services:\n  a:\n    image: x\n    labels: {a: b c: d}\n", "yaml: line 3: did not find expected ',' or '}'"],
  ["services:\n  a: ? b\n", "yaml: line 2: mapping keys are not allowed in this context"],
  ["services:\n  a: {image: ? x}\n", "yaml: line 1: did not find expected node content"],
  ["services: {a: *b, c: &b d}\n", "yaml: unknown anchor 'b' referenced"],
  ["a: b: c: d\n", "yaml: mapping values are not allowed in this context"],
  [
    "services:\n  a: &x {b: {c: *x}}\n",
    "cycle detected: node at path services.a.b.c.b.c references node at path services.a.b.c",
  ],
  ["services:\n  a: &x [*x]\n", "cycle detected: node at path services.a.0.0 references node at path services.a.0"],
  [
    "x-a: &x {image: y, z: *x}\nservices: {a: *x}\n",
    "cycle detected: node at path x-a.z.z references node at path x-a.z",
  ],
  ["services:\n  a: x\n  b\n  c: d\n", "yaml: line 3: could not find expected ':'"],
  ["services:\n  a:\n    image: x\n    ports\n", "yaml: line 4: could not find expected ':'"],
  ["services:\n  a:\n    image: x\n  ports\n", "yaml: line 4: could not find expected ':'"],
  ["services:\n  a:\n    image: x\n    ports:\n    - 80\n   - 81\n", "yaml: line 1: did not find expected key"],
  ["services:\n  a:\n    image: x\n    ports:\n      - 80\n    - 81\n", "yaml: line 2: did not find expected key"],
  ["services:\n  a:\n    image: x\n    ports:\n      - 80\n     - 81\n", "yaml: line 2: did not find expected key"],
  [
    "services:\n  a:\n    image: x\n    ports:\n      - 80\n     environment: y\n",
    "yaml: line 2: did not find expected key",
  ],
  [
    "services:\n  a:\n    image: x\n    environment:\n      - A=1\n      B: 2\n",
    "yaml: line 4: did not find expected '-' indicator",
  ],
  [
    "services:\n  a:\n    image: x\n    environment:\n      A: 1\n      - B=2\n",
    "yaml: line 4: did not find expected key",
  ],
  [
    "services:\n  a:\n    image: x\n    environment:\n      A: 1\n    - B=2\n",
    "yaml: line 2: did not find expected key",
  ],
  [
    "services:\n  a:\n    image: x\n    command: [a, b\n    ports: [1]\n",
    "yaml: line 3: did not find expected ',' or ']'",
  ],
  [
    "services:\n  a:\n    image: x\n    command: {a: b\n    ports: [1]\n",
    "yaml: line 3: did not find expected ',' or '}'",
  ],
  ["services:\n  a:\n    image: x\n    command: [a b, [c]]]\n", "yaml: line 2: did not find expected key"],
  ['services:\n  a:\n    image: x\n    command: "a" b\n', "yaml: line 2: did not find expected key"],
  ["services:\n  a:\n    image: x\n    command: 'a' 'b'\n", "yaml: line 2: did not find expected key"],
  ["services:\n  a:\n    image: x\n    command: 'it's'\n", "yaml: line 2: did not find expected key"],
  ['services:\n  a:\n    image: x\n    command: "a\n    b\n', "yaml: line 4: found unexpected end of stream"],
  [
    "services:\n  a:\n    image: x\n    command: echo: hi\n",
    "yaml: line 4: mapping values are not allowed in this context",
  ],
  [
    "services:\n  a:\n    image: x\n    command: - a\n",
    "yaml: line 4: block sequence entries are not allowed in this context",
  ],
  ["services:\n  a:\n    image: x\n    command:- a\n", "yaml: line 4: could not find expected ':'"],
  ["services:\n  a:\n    image:x\n    ports: [1]\n", "yaml: line 4: mapping values are not allowed in this context"],
  ["services:\n  a:\n    ports: [1]\n    image:x\n", "yaml: line 4: could not find expected ':'"],
  ["services:\n  a:\n    image: x\n    labels: {a: b, , c: d}\n", "yaml: line 3: did not find expected node content"],
  ["services:\n  a:\n    image: x\n    labels: [a, , b]\n", "yaml: line 3: did not find expected node content"],
  [
    "services:\n  a:\n    image: x\n    labels:\n      a: b\n\tc: d\n",
    "yaml: line 5: found a tab character that violates indentation",
  ],
  ["services:\n  a:\n    image: x\n\n\tlabels: y\n", "yaml: line 3: found a tab character that violates indentation"],
  ["services:\n  a:\n    image: x # c\n    # d\n   labels: y\n", "yaml: line 1: did not find expected key"],
  ["services:\n  a:\n    image: `x`\n", "yaml: line 3: found character that cannot start any token"],
  ["services:\n  a:\n    image: {{x}}\n", 'yaml: invalid map key: map[string]interface {}{"x":interface {}(nil)}'],
  ["services:\n  a:\n    image: {{ x }}:latest\n", "yaml: line 2: did not find expected key"],
  ["services:\n  a:\n    image: [x\n", "yaml: line 2: did not find expected ',' or ']'"],
  ["services:\n  a:\n    image: ]\n", "yaml: line 2: did not find expected node content"],
  ["services:\n  a:\n    image: }\n", "yaml: line 2: did not find expected node content"],
  ["services:\n  a:\n    image: ,\n", "yaml: line 2: did not find expected node content"],
  ["services:\n  a:\n    image: | x\n", "yaml: line 3: did not find expected comment or line break"],
  ["services:\n  a:\n    image: |x\n", "yaml: line 3: did not find expected comment or line break"],
  ['services:\n  a:\n    image: "\\x4"\n', "yaml: line 3: did not find expected hexdecimal number"],
  ['services:\n  a:\n    image: "\\u12"\n', "yaml: line 3: did not find expected hexdecimal number"],
  [" services:\n  a: {image: x}\nb: c\n", "yaml: line 2: did not find expected <document start>"],
  ["services:\n a:\n  image: x\nnetworks:\n  n: {}\n v: x\n", "yaml: line 5: did not find expected key"],
  ["<<: x\n", "yaml: map merge requires map or sequence of maps as the value"],
  ["services:\n  a: &x &y {image: x}\n", "yaml: line 1: did not find expected key"],
  ["services:\n  a: !t1 !t2 {image: x}\n", "yaml: line 1: did not find expected key"],
  ["services:\n  a: &x *x\n", "yaml: line 1: did not find expected key"],
  ["services: {a: {image: x}}\n... foo\n", "yaml: line 1: did not find expected <document start>"],
  ["%YAML 3.0\n---\nservices: {a: {image: x}}\n", "yaml: found incompatible YAML document"],
  ["services:\n  a: {image: !x!y z}\n", "yaml: line 1: found undefined tag handle"],
  ["services:\n  a: {image: x}\n  ? b\n  : {image: y}\n  c\n", "yaml: line 5: could not find expected ':'"],
  ['services:\n  "a": {image: x}\n  "b" {image: y}\n', "yaml: line 3: could not find expected ':'"],
  ["services:\n  a: {image: !!float x}\n", "yaml: cannot decode !!str `x` as a !!float"],
  ["services:\n  a: {image: !!bool x}\n", "yaml: cannot decode !!str `x` as a !!bool"],
  ["services:\n  a: {image: !!null x}\n", "yaml: cannot decode !!str `x` as a !!null"],
];

for (const [text, message] of said)
  test(`yaml errors: ${JSON.stringify(text)}`, () => {
    expect(() => readYaml(text)).toThrow(new Error(message));
  });

/** Lines of flow collections that Go's YAML takes in any column, and what they stand for. */
const leftward: readonly (readonly [text: string, indented: string])[] = [
  ["a: {b: [c #d\n]}\n", "a: {b: [c]}\n"],
  ["a:\n  b:\n    c: [d, e,\n    f, g]\n", "a:\n  b:\n    c: [d, e, f, g]\n"],
  ["a: [\n\"b\",\n'c\n  d',\n# e\nf\n]\ng: h\n", "a: [b, c d, f]\ng: h\n"],
];

for (const [text, indented] of leftward)
  test(`yaml: ${JSON.stringify(text)} is read`, () => expect(readYaml(text)).toEqual(readYaml(indented)));

test("yaml errors: the place is known", () => {
  const place = (text: string): unknown => {
    try {
      return readYaml(text);
    } catch (error) {
      return error instanceof YamlSyntaxError ? error.place : error;
    }
  };
  expect(place("a:\n  b: x\n   c: d\n")).toEqual({ line: 3, column: 5, text: "   c: d" });
  expect(place("a:\n  b: x\n c: d\n")).toEqual({ line: 3, column: 2, text: " c: d" });
});
