import { expect, test } from "bun:test";
import { parseEnvironmentFile } from "./environment-file.ts";
import { ComposeError } from "./errors.ts";
import { readProject } from "./project.ts";
import { parseYaml } from "./yaml.ts";

const read = (files: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const missing: string[] = [];
  const variables = { get: (name: string) => environment[name], missing: (name: string) => missing.push(name) };
  return { missing, project: readProject(files, { variables, readText: () => undefined }) };
};

const service = (build: string): string => `services:\n  web:\n    build: ${build}\n`;

test("compose files: a later file adds to an earlier one", () => {
  const files = [service("{context: a, args: {x: 1, y: 2}}"), service("{args: [x=3], tags: [t]}")];
  const [web] = read(files).project.services;
  expect(web?.build).toMatchObject({ context: "a", tags: ["t"] });
  expect([...(web?.build?.args ?? [])]).toEqual([
    ["x", "3"],
    ["y", "2"],
  ]);
});

test("compose files: variables that nothing sets are told", () => {
  const { missing, project } = read([service("{context: '$A-$C'}")], { A: "a" });
  expect(missing).toEqual(["C"]);
  expect(project.services[0]?.build?.context).toBe("a-");
});

test("compose files: what another file would be needed for is refused", () => {
  expect(() => read(["include: [a.yaml]\nservices: {}\n"])).toThrow("not supported: include of other files");
  expect(() => read(["services:\n  a:\n    extends: {file: b.yaml, service: b}\n"])).toThrow(
    "not supported: extends of another file",
  );
});

test("compose files: aliases that grow without end are refused", () => {
  const rows = Array.from({ length: 30 }, (_, at) => `x${at + 1}: &x${at + 1} [*x${at}, *x${at}, *x${at}]`);
  expect(() => parseYaml(["x0: &x0 [a]", ...rows].join("\n"))).toThrow("document contains excessive aliasing");
  expect(() => parseYaml("a: &a [*a]\n")).toThrow("anchor 'a' value contains itself");
});

test("compose files: what is nested without end is refused", () => {
  for (const depth of [1000, 100_000])
    expect(() => parseYaml(`a: ${"[".repeat(depth)}${"]".repeat(depth)}`)).toThrow(ComposeError);
  const deep = "${A:-".repeat(1000) + "}".repeat(1000);
  expect(() => read([service(`{context: "${deep}"}`)])).toThrow("invalid interpolation format");
});

test("environment files: quotes, comments, and names before", () => {
  const text = "A=1 # one\nexport B='$A' # kept\nC=\"$A\\n\"\nD: x#y\nE\nF\n";
  expect([...parseEnvironmentFile(text, (name) => (name === "E" ? "e" : undefined))]).toEqual([
    ["A", "1"],
    ["B", "$A"],
    ["C", "1\n"],
    ["D", "x#y"],
    ["E", "e"],
  ]);
});
