import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import type { FileAccess } from "../file/file-access.ts";
import type { Project } from "../shape/project.ts";
import { publishedFiles } from "./project-files.ts";

const nothing = new Map<string, never>();
const named = (path: string, ending: string): string => `${createHash("sha256").update(path).digest("hex")}${ending}`;

function published(files: Readonly<Record<string, string>>, withEnvironment = true) {
  const access: FileAccess = {
    readText: (path) => files[path]!,
    kindOf: (path) => (path in files ? "file" : undefined),
  };
  const project: Project = {
    ...{ name: "p", workingDir: "/p", composeFiles: ["/p/compose.yaml"], profiles: [], extensions: nothing },
    environment: new Map([["NAME", "common"]]),
    ...{ services: nothing, disabledServices: nothing, networks: nothing, volumes: nothing },
    ...{ secrets: nothing, configs: nothing, models: nothing },
  };
  return publishedFiles(project, { access, home: "/home", withEnvironment });
}

test("published files: what others name has a name in the folder", () => {
  const files = published({
    "/p/compose.yaml": `services:
  a:
    env_file:
      - one.env # remark
      - path: "two.env"
        required: false
      - ~/three.env
    extends:
      service: base
      file: \${NAME}.yaml
  b: {env_file: one.env, extends: {file: common.yaml, service: base}}
`,
    "/p/common.yaml": "services:\n  base:\n    extends: {service: deep, file: inc/deep.yaml}\n",
    "/p/inc/deep.yaml": "services:\n  deep:\n    extends: {service: other, file: other.yaml}\n    env_file: deep.env\n",
    "/p/inc/other.yaml": "services: {other: {image: x}}\n",
    "/p/one.env": "A=1\n",
    "/p/inc/deep.env": "B=1\n",
  });
  const [one, two, three] = ["/p/one.env", "/p/two.env", "/home/three.env"].map((path) => named(path, ".env"));
  const [common, deep, other] = ["/p/common.yaml", "/p/inc/deep.yaml", "/p/inc/other.yaml"].map((path) =>
    named(path, ".yaml"),
  );
  expect(files).toEqual([
    {
      kind: "project",
      name: "compose.yaml",
      text: `services:
  a:
    env_file:
      - ${one}
      - path: ${two}
        required: false
      - ${three}
    extends:
      service: base
      file: ${common}
  b: {env_file: ${one}, extends: {file: ${common}, service: base}}
`,
    },
    {
      kind: "extended",
      name: common!,
      text: `services:\n  base:\n    extends: {service: deep, file: ${deep}}\n`,
    },
    {
      kind: "extended",
      name: deep!,
      text: `services:\n  deep:\n    extends: {service: other, file: ${other}}\n    env_file: ${named("/p/inc/deep.env", ".env")}\n`,
    },
    { kind: "extended", name: other!, text: "services: {other: {image: x}}\n" },
    { kind: "environment", name: one!, text: "A=1\n" },
    { kind: "environment", name: named("/p/inc/deep.env", ".env"), text: "B=1\n" },
  ]);
});

test("published files: files of variables stay here unless they are wanted", () => {
  const files = { "/p/compose.yaml": "services: {a: {env_file: one.env}}", "/p/one.env": "A=1\n" };
  expect(published(files, false).map(({ kind }) => kind)).toEqual(["project"]);
});

test("published files: what is elsewhere keeps its name", () => {
  const text = "services:\n  a:\n    extends: {service: b, file: oci://registry.test/it}\n";
  expect(published({ "/p/compose.yaml": text })).toEqual([{ kind: "project", name: "compose.yaml", text }]);
});

test("published files: aliases, merges and several documents", () => {
  const text = `x-env: &env
  env_file: &files [one.env]
services:
  a: {<<: *env}
---
services:
  b: {env_file: *files}
  c:
    env_file: two.env`;
  const [file] = published({ "/p/compose.yaml": text.replace("*files", "three.env") });
  const name = (path: string): string => named(`/p/${path}`, ".env");
  expect(file?.text).toBe(
    text.replace("one.env", name("one.env")).replace("two.env", name("two.env")).replace("*files", name("three.env")),
  );
});
