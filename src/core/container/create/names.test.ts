import { expect, test } from "bun:test";
import { generateName } from "./generated-name.ts";
import { checkContainerName } from "./name.ts";

test("names that Docker takes, and those that it does not", () => {
  for (const name of ["ab", "/abc", "a.b_c-d", "0x", "a".repeat(300)])
    expect(() => checkContainerName(name)).not.toThrow();
  for (const name of ["", "x", "-x", "_x", "a b", "a/b", "//x", "é", "ok\nInjected", "../../x"]) {
    expect(() => checkContainerName(name)).toThrow(
      `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
    );
  }
});

test("generated names are two words, and differ from those that are taken", () => {
  const taken = new Set<string>();
  for (let count = 0; count < 500; count += 1) {
    const name = generateName((candidate) => taken.has(candidate));
    expect(name).toMatch(/^[a-z]+_[a-z]+\d?$/);
    expect(taken.has(name)).toBe(false);
    taken.add(name);
  }
  expect(
    generateName(
      (name) => !/\d$/.test(name),
      () => 0,
    ),
  ).toMatch(/0$/);
});
