import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";
import { ignoreFileNames, parseDockerignore } from "./parse.ts";

const folder = `${import.meta.dirname}/golden`;

/** Ignore files with the paths that they leave out and let in, as Docker 28.5 does. */
for (const file of readdirSync(folder).filter((name) => name.endsWith(".dockerignore")))
  test(`golden ${file}`, () => {
    const expected = JSON.parse(readFileSync(`${folder}/${file.replace(/dockerignore$/, "json")}`, "utf8")) as {
      readonly patterns: readonly string[];
      readonly out: readonly string[];
      readonly in: readonly string[];
    };
    const patterns = parseDockerignore(readFileSync(`${folder}/${file}`, "utf8"));
    expect(patterns).toEqual([...expected.patterns]);
    const matcher = new PatternMatcher(patterns);
    expect(expected.out.filter((path) => !matcher.match(path).matched)).toEqual([]);
    expect(expected.in.filter((path) => matcher.match(path).matched)).toEqual([]);
  });

test("a Dockerfile's own ignore file comes first", () => {
  expect(ignoreFileNames("docker/Dockerfile.web")).toEqual(["docker/Dockerfile.web.dockerignore", ".dockerignore"]);
});
