import { expect, test } from "bun:test";
import { EngineError } from "#base/errors.ts";
import { type Diagnostic, diagnosticsText, HclError } from "./diagnostic.ts";
import { evaluate } from "./evaluate/evaluate.ts";
import { Scope } from "./evaluate/scope.ts";
import { standardFunctions } from "./functions/standard.ts";
import { parseConfig } from "./syntax/parse.ts";
import expressions from "./testdata/expressions.json";
import { convert } from "./value/convert.ts";
import { mapOf, stringType } from "./value/type.ts";
import { namedOf, textOf } from "./value/value.ts";

const functions = standardFunctions({
  now: () => new Date("2026-01-02T03:04:05Z"),
  random: (length) => Uint8Array.from({ length }, (_, at) => at),
  home: "/home/user",
});

/** The expression as the only argument of a target, as a text. */
function textFor(expression: string): string {
  const body = parseConfig(`target "x" {\n  args = { a = ${expression} }\n}\n`, "a.hcl");
  const found: Diagnostic[] = [];
  const args = body.blocks[0]!.body.attributes.get("args")!.expression;
  const value = evaluate(args, new Scope(new Map(), { functions }), found);
  if (found.length > 0) throw new HclError(found);
  return textOf(namedOf(convert(value, mapOf(stringType))).get("a")!);
}

for (const { expression, value, error } of expressions as readonly {
  expression: string;
  value?: string;
  error?: string;
}[])
  test(`expression: ${expression}`, () => {
    if (value !== undefined) return expect(textFor(expression)).toBe(value);
    let shown: string | undefined;
    try {
      textFor(expression);
    } catch (thrown) {
      const found = thrown instanceof HclError ? thrown.diagnostics.slice(0, 1) : [];
      const where = "a.hcl:2,10-11: Unsuitable value type; Unsuitable value: ";
      shown = found.length > 0 ? diagnosticsText(found) : where + (thrown as Error).message;
    }
    expect(shown).toBe(error);
  });

test("functions of time and chance take both from outside", () => {
  expect(textFor("timestamp()")).toBe("2026-01-02T03:04:05Z");
  expect(textFor("uuidv4()")).toBe("00010203-0405-4607-8809-0a0b0c0d0e0f");
  expect(textFor("homedir()")).toBe("/home/user");
});

const limited: Readonly<Record<string, string>> = {
  "deep brackets": `${"[".repeat(5000)}${"]".repeat(5000)}`,
  "deep negation": `${"!".repeat(5000)}true`,
  "deep templates": `${'"${'.repeat(3000)}1${'}"'.repeat(3000)}`,
  "many steps": `[for a in range(1000): [for b in range(1000): [for c in range(1000): a]]]`,
  "a large value": `[for a in range(1000): [for b in range(1000): "0123456789abcdef0123456789abcdef0123456789abcdef"]]`,
  "a long text": `join("", [for a in range(1000): format("%99999s", a)])`,
  "a large product": "length(setproduct(range(1000), range(1000), range(1000)))",
  "a large number": "1e99999999",
  "a growing number": `${"1e90000*".repeat(10)}1`,
  "a large pattern": `regex("((a{100}){100}){100}", "a")`,
  "a slow pattern": `regexall("(a+)+b|a", join("", [for a in range(1000): format("%0999d", 0)]))`,
};

for (const [name, expression] of Object.entries(limited))
  test(`limits: ${name}`, () => {
    const begin = performance.now();
    expect(() => textFor(expression)).toThrow();
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

test("limits: names of what is beyond them", () => {
  expect(() => textFor(limited["a large number"]!)).toThrow(EngineError);
});
