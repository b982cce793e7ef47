import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { DeviceFolders } from "./device-folders.ts";

const root = mkdtempSync(join(tmpdir(), "gantry-cdi-"));
afterAll(() => rmSync(root, { recursive: true }));

const json = (name: string) =>
  JSON.stringify({
    ...{ cdiVersion: "0.6.0", kind: "vendor.com/class" },
    devices: [{ name, containerEdits: { env: ["A=b"] } }],
  });

const yaml = `---
# As generators write it.
cdiVersion: "0.6.0"
kind: vendor.com/class
devices:
- name: "2"
  containerEdits:
    deviceNodes:
    - {path: /dev/x, type: c, major: 1, minor: 5, fileMode: 0640}
`;

test("files of both forms are read, and again when they have changed", async () => {
  const folder = join(root, "both");
  mkdirSync(join(folder, "below.json"), { recursive: true });
  writeFileSync(join(folder, "a.json"), json("one"));
  writeFileSync(join(folder, "b.yaml"), yaml);
  writeFileSync(join(folder, "c.txt"), "no description");
  const devices = new DeviceFolders({ isEnabled: true, folders: [join(root, "nowhere"), folder] });
  const op = backgroundOp();
  const before = await devices.read(op);
  expect(before.faults).toEqual([]);
  expect(before.names()).toEqual(["vendor.com/class=2", "vendor.com/class=one"]);
  expect(before.editsOf(["vendor.com/class=2"]).deviceNodes[0]).toMatchObject({ fileMode: 0o640, minor: 5 });
  writeFileSync(join(folder, "a.json"), json("other"));
  rmSync(join(folder, "b.yaml"));
  expect((await devices.read(op)).names()).toEqual(["vendor.com/class=other"]);
});

test.each([
  ["empty.yaml", "", `failed to parse CDI Spec "PATH", no Spec data`],
  [
    "broken.yaml",
    "a: [b\n",
    `failed to parse CDI Spec "PATH": failed to unmarshal CDI Spec: error converting YAML to JSON: yaml: `,
  ],
  [
    "twice.yaml",
    "a: b\na: b\n",
    `failed to parse CDI Spec "PATH": failed to unmarshal CDI Spec: error converting YAML to JSON: yaml: `,
  ],
  [
    "broken.json",
    "{",
    `failed to parse CDI Spec "PATH": failed to unmarshal CDI Spec: error converting YAML to JSON: yaml: `,
  ],
  ["field.json", '{"a":1}', `failed to parse CDI Spec "PATH": failed to unmarshal CDI Spec: error unmarshaling JSON`],
  ["version.json", json("x").replace("0.6.0", "9"), 'invalid CDI Spec: invalid version "9"'],
])("%s says nothing, and why", async (name, text, reason) => {
  const folder = mkdtempSync(join(root, "bad-"));
  const path = join(folder, name);
  writeFileSync(path, text);
  const { faults } = await new DeviceFolders({ isEnabled: true, folders: [folder] }).read(backgroundOp());
  expect(faults).toHaveLength(1);
  expect(faults[0]?.path).toBe(path);
  expect(faults[0]?.text).toStartWith(`failed to load CDI Spec ${reason.replace("PATH", path)}`);
});
