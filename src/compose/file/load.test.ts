import { expect, test } from "bun:test";
import { ComposeError } from "../errors.ts";
import { bindProject } from "../project/bind.ts";
import type { Project } from "../shape/project.ts";
import type { FileAccess } from "./file-access.ts";
import { loadModel } from "./load.ts";
import { parseEnvironmentFile } from "./parse-environment.ts";
import { readYaml } from "./read-yaml.ts";
import { localFiles } from "./resources.ts";

interface Read {
  readonly project: Project;
  readonly warnings: readonly string[];
}

/** Loads the files that are named, from files in memory. */
function read(
  names: readonly string[],
  texts: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Read {
  const warnings: string[] = [];
  const access: FileAccess = {
    readText(path) {
      const text = texts[path];
      if (text === undefined) throw new ComposeError(`open ${path}: no such file or directory`);
      return text;
    },
    kindOf: (path) => (texts[path] === undefined ? undefined : "file"),
  };
  const options = {
    environment: new Map(Object.entries(environment)),
    access,
    home: "/home/user",
    loaders: [localFiles("/p", access)],
    warn: (message: string) => void warnings.push(message),
    versioned: new Set<string>(),
    skips: new Set<never>(),
  };
  const model = { files: names.map((name) => ({ name })), workingDir: "/p", projectName: "p" };
  const tree = loadModel(model, options);
  const facts = { name: "p", workingDir: "/p", composeFiles: names, profiles: [], discardsFiles: true, knowsRaw: true };
  return { project: bindProject(tree, { ...options, ...facts }), warnings };
}

const readOne = (text: string, environment: Readonly<Record<string, string>> = {}): Read =>
  read(["/p/c.yaml"], { "/p/c.yaml": text }, environment);

const service = (attributes: string): string => `services:\n  web:\n    image: i\n    ${attributes}\n`;

test("compose files: a later file adds to an earlier one", () => {
  const files = {
    "/p/1": service("build: {context: a, args: {x: 1, y: 2}}"),
    "/p/2": service("build: {args: [x=3], tags: [t]}"),
  };
  const web = read(["/p/1", "/p/2"], files).project.services.get("web");
  expect(web?.build).toMatchObject({ context: "/p/a", tags: ["t"] });
  expect([...(web?.build?.args ?? [])]).toEqual([
    ["x", "3"],
    ["y", "2"],
  ]);
});

test("compose files: variables that nothing sets are told", () => {
  const { warnings, project } = readOne(service("user: '$A-$C'"), { A: "a" });
  expect(warnings).toEqual(['The "C" variable is not set. Defaulting to a blank string.']);
  expect(project.services.get("web")?.user).toBe("a-");
});

test("compose files: paths of an extended service stand below its file", () => {
  const files = {
    "/p/c.yaml": "services:\n  web:\n    extends: {file: other/o.yaml, service: o}\n",
    "/p/other/o.yaml": "services:\n  o:\n    image: i\n    volumes: ['./rel:/r']\n",
  };
  const [mount] = read(["/p/c.yaml"], files).project.services.get("web")?.volumes ?? [];
  expect(mount).toMatchObject({ type: "bind", source: "/p/other/rel", target: "/r" });
});

test("compose files: what an included file and this one both say must be the same", () => {
  const files = { "/p/c.yaml": `include: [i.yaml]\n${service("user: u")}`, "/p/i.yaml": service("user: v") };
  expect(() => read(["/p/c.yaml"], files)).toThrow("services.web conflicts with imported resource");
});

test("compose files: reset takes away what earlier files say", () => {
  const files = {
    "/p/1": service("ports: ['80:80']\n    labels: {a: b, c: d}"),
    "/p/2": "services: {web: {ports: !reset [], labels: !override {e: f}}}\n",
  };
  const web = read(["/p/1", "/p/2"], files).project.services.get("web");
  expect(web?.ports).toBeUndefined();
  expect([...(web?.labels ?? [])]).toEqual([["e", "f"]]);
});

test("compose files: files that include each other are refused", () => {
  const files = { "/p/c.yaml": `include: [i.yaml]\n${service("user: u")}`, "/p/i.yaml": "include: [c.yaml]\n" };
  expect(() => read(["/p/c.yaml"], files)).toThrow("include cycle detected:\n/p/c.yaml\n include /p/i.yaml");
});

test("compose files: hooks that run before a service may have images", () => {
  const hooks = readOne(service("pre_start: [{command: a b, image: j}]")).project.services.get("web")?.pre_start;
  expect(hooks).toEqual([{ command: ["a", "b"], image: "j" }]);
});

test("compose files: aliases that grow without end are refused", () => {
  const rows = Array.from({ length: 30 }, (_, at) => `x${at + 1}: &x${at + 1} [*x${at}, *x${at}, *x${at}]`);
  expect(() => readYaml(["x0: &x0 [a]", ...rows].join("\n"))).toThrow("document contains excessive aliasing");
  expect(() => readYaml("a: &a [*a]\n")).toThrow("cycle detected: node at path a.0.0 references node at path a.0");
});

test("compose files: what is nested without end is refused", () => {
  for (const depth of [1000, 100_000])
    expect(() => readYaml(`a: ${"[".repeat(depth)}${"]".repeat(depth)}`)).toThrow(ComposeError);
  const deep = "${A:-".repeat(1000) + "}".repeat(1000);
  expect(() => readOne(service(`user: "${deep}"`))).toThrow("invalid interpolation format");
});

test("environment files: quotes, comments, and names before", () => {
  const text = "A=1 # one\nexport B='$A' # kept\nC=\"$A\\n\"\nD: x#y\nE\nF\n";
  const variables = new Map<string, string>();
  parseEnvironmentFile(text, variables, (name) => (name === "E" ? "e" : undefined));
  expect([...variables]).toEqual([
    ["A", "1"],
    ["B", "$A"],
    ["C", "1\n"],
    ["D", "x#y"],
    ["E", "e"],
  ]);
});
