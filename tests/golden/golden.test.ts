import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { goldenFiles } from "./cases.ts";
import { caseText, outcomeText } from "./outcome.ts";
import { runOwn } from "./run-own.ts";

/** Every case as our client does it, in this process; that it is right is for tests/conformance/clients/golden.test.ts to say. */
for (const [name, { path, preface, cases }] of goldenFiles())
  describe(name, () => {
    test("all of the file is cases that are recorded", () => {
      const before = preface.length === 0 ? "" : `${preface.join("\n").trimEnd()}\n\n`;
      const text = readFileSync(path, "utf8");
      expect(text).toBe(`${before}${cases.map(caseText).join("\n")}`);
      // What nobody has answered yet, and what is whatever is asked.
      expect(text).not.toMatch(/^(?:< 501|> \?)$/m);
      expect(new Set(cases.map((golden) => golden.name)).size).toBe(cases.length);
    });

    for (const golden of cases)
      test(golden.name, async () => {
        expect(outcomeText(golden, await runOwn(golden))).toBe(caseText(golden));
      });
  });
