import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { goldenResult } from "./golden-result.ts";

const folder = `${import.meta.dirname}/golden`;
const cases = readdirSync(folder).filter((file) => file.endsWith(".Dockerfile"));

test("there are golden cases", () => {
  expect(cases.length).toBeGreaterThan(40);
});

for (const file of cases)
  test(`golden ${file}`, () => {
    const expected: unknown = JSON.parse(readFileSync(`${folder}/${file.replace(/Dockerfile$/, "json")}`, "utf8"));
    expect(goldenResult(readFileSync(`${folder}/${file}`, "utf8"))).toEqual(expected);
  });
