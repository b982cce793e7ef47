import { readFileSync } from "node:fs";
import { join } from "node:path";
import { modelCases } from "#cli/compose/testdata/cases.ts";
import { ComposeError } from "#compose/errors.ts";
import type { FileAccess } from "#compose/file/file-access.ts";
import { loadModel } from "#compose/file/load.ts";
import { parseEnvironmentFile } from "#compose/file/parse-environment.ts";
import { localFiles } from "#compose/file/resources.ts";
import { bindProject } from "#compose/project/bind.ts";
import { serviceHash } from "#compose/shape/hash.ts";
import { projectJson, projectYaml } from "#compose/shape/project.ts";
import type { FuzzTarget } from "../fuzz.ts";
import { mutateBytes } from "../mutate.ts";

const seeds = modelCases().flatMap(({ folder }) =>
  ["compose.yaml", "over.yaml"].flatMap((name) => {
    try {
      return [readFileSync(join(folder, name))];
    } catch {
      return [];
    }
  }),
);

const words = [
  "<<: *c",
  "&a ",
  "*a",
  "!reset ",
  "!override ",
  "${A:-",
  "}",
  "$$",
  "extends: {service: a, file: c.yaml}",
  "include: [c.yaml]",
  "x-a: ",
  "null",
  "[]",
  "{}",
  "- ",
  "|\n ",
  "'",
  '"',
  "1e309",
  "-1",
  "__proto__: ",
];

/** The file itself is the only one that is there. */
function load(text: string): void {
  const access: FileAccess = {
    readText(path) {
      if (path === "/p/c.yaml") return text;
      throw new ComposeError(`open ${path}: no such file or directory`);
    },
    kindOf: (path) => (path === "/p/c.yaml" ? "file" : undefined),
  };
  const options = {
    environment: new Map([
      ["SET", "set"],
      ["INT", "3"],
    ]),
    access,
    home: "/home/user",
    loaders: [localFiles("/p", access)],
    warn: () => {},
    versioned: new Set<string>(),
    skips: new Set<never>(),
  };
  const tree = loadModel({ files: [{ name: "/p/c.yaml", text }], workingDir: "/p", projectName: "p" }, options);
  const facts = { name: "p", workingDir: "/p", composeFiles: [], profiles: ["*"], discardsFiles: true, knowsRaw: true };
  const project = bindProject(tree, { ...options, ...facts });
  projectYaml(project);
  projectJson(project);
  for (const service of project.services.values()) serviceHash(service);
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ComposeError || (error instanceof Error && error.message.startsWith("json: unsupported value"));

/** Compose files, from their text to what is printed of the project. */
export const composeFiles: FuzzTarget = {
  name: "compose",
  make: (random) => mutateBytes(random, random.pick(seeds), { others: seeds, words }),
  check: (input) => load(input.toString("utf8")),
  isRefusal,
};

const lines = [
  "A=1\n",
  "export B='$A'\n",
  `C="\${A:-x}\\n"\n`,
  "D: y # z\n",
  "E\n",
  "F=\\061\n",
  "\ufeff",
  "=",
  "#\n",
  "${",
];

/** Files such as `.env`. */
export const environmentFiles: FuzzTarget = {
  name: "compose-env",
  make: (random) =>
    mutateBytes(random, Buffer.from(Array.from({ length: 8 }, () => random.pick(lines)).join("")), {
      others: lines.map((line) => Buffer.from(line)),
      words: lines,
    }),
  check: (input) => parseEnvironmentFile(input.toString("utf8"), new Map(), (name) => (name === "E" ? "e" : undefined)),
  isRefusal,
};
