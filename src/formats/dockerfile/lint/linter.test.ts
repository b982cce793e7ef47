import { expect, test } from "bun:test";
import { lineRange } from "../source-range.ts";
import { Linter } from "./linter.ts";
import { parseLintOptions } from "./options.ts";
import { lintRules } from "./rules.ts";

function reported(check: string): { readonly rules: string[]; readonly failure: string | undefined } {
  const rules: string[] = [];
  const linter = new Linter(parseLintOptions(check), ({ rule }) => rules.push(rule.name));
  for (const rule of [lintRules.fromAsCasing, lintRules.fromAsCasing, lintRules.invalidDefinitionDescription])
    linter.report({ rule, message: "x", range: lineRange(1) });
  return { rules, failure: linter.failure()?.message };
}

test("a Dockerfile says which rules it does not want, and which experimental ones it does", () => {
  expect(reported("").rules).toEqual(["FromAsCasing", "FromAsCasing"]);
  expect(reported("skip=FromAsCasing , X").rules).toEqual([]);
  expect(reported(" skip = all ").rules).toEqual([]);
  expect(reported("skip=all;experimental=all").rules).toEqual(["InvalidDefinitionDescription"]);
  expect(reported("experimental=InvalidDefinitionDescription;skip=FromAsCasing").rules).toHaveLength(1);
});

test("where findings are errors the build fails with their rules", () => {
  expect(reported("error=true").failure).toBe("lint violation found for rules: FromAsCasing");
  expect(reported("error=true;experimental=all").failure).toBe(
    "lint violation found for rules: FromAsCasing, InvalidDefinitionDescription",
  );
  expect(reported("error=true;skip=all").failure).toBeUndefined();
  expect(reported("error=false").failure).toBeUndefined();
});

test("options that are none", () => {
  expect(() => parseLintOptions("foo")).toThrow('invalid check option "foo"');
  expect(() => parseLintOptions("foo=bar")).toThrow('invalid check option "foo"');
  expect(() => parseLintOptions("error=bar")).toThrow(
    'failed to parse check option "error=bar": strconv.ParseBool: parsing "bar": invalid syntax',
  );
});

test("all rules have BuildKit's pages, but the one that has none", () => {
  const pages = Object.values(lintRules).map(({ url }) => url.split("/").at(-2) ?? "");
  expect(pages).toHaveLength(22);
  expect(pages.filter((page) => page === "")).toHaveLength(1);
  expect(pages).toContain("json-args-recommended");
  expect(pages).toContain("secrets-used-in-arg-or-env");
  expect(pages).toContain("from-platform-flag-const-disallowed");
});
