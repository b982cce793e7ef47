import { expect, test } from "bun:test";
import { decodeDescription } from "#formats/cdi/decode.ts";
import { type DescriptionFile, DeviceTable } from "./device-table.ts";

function file(path: string, priority: number, devices: Readonly<Record<string, string>>): DescriptionFile {
  const content = decodeDescription({
    ...{ cdiVersion: "0.6.0", kind: "vendor.com/class", annotations: { of: "file", who: path } },
    containerEdits: { env: [`FILE=${path}`] },
    devices: Object.entries(devices).map(([name, value]) => ({
      ...{ name, annotations: { of: name } },
      containerEdits: { env: [`${name}=${value}`], additionalGids: [7] },
    })),
  });
  return { path, priority, content };
}

test("a later folder overrules an earlier one; within one folder nobody wins", () => {
  const table = new DeviceTable([
    file("/etc/cdi/a.json", 0, { a: "1", b: "1", c: "1" }),
    file("/etc/cdi/b.json", 0, { c: "2" }),
    file("/run/cdi/c.json", 1, { b: "3" }),
  ]);
  expect(table.names()).toEqual(["vendor.com/class=a", "vendor.com/class=b"]);
  expect(table.has("vendor.com/class=c")).toBe(false);
  expect(table.editsOf(["vendor.com/class=b"]).env).toEqual(["FILE=/run/cdi/c.json", "b=3"]);
  const text = 'conflicting device "vendor.com/class=c" (specs "/etc/cdi/b.json", "/etc/cdi/a.json")';
  expect(table.faults).toEqual([
    { path: "/etc/cdi/b.json", text },
    { path: "/etc/cdi/a.json", text },
  ]);
});

test("what all devices of a file bring comes once, before the first of them", () => {
  const table = new DeviceTable([file("/a.json", 0, { a: "1", b: "2" })]);
  const edits = table.editsOf(["vendor.com/class=b", "vendor.com/class=nobody", "vendor.com/class=a"]);
  expect(edits.env).toEqual(["FILE=/a.json", "b=2", "a=1"]);
  expect(edits.additionalGids).toEqual([7, 7]);
  expect(table.annotationsOf("vendor.com/class=a")).toEqual({ of: "a", who: "/a.json" });
  expect(table.annotationsOf("x")).toEqual({});
});

test("a file that could not be read is a fault, and no more", () => {
  const table = new DeviceTable([{ path: "/x.json", priority: 0, content: { error: "invalid CDI Spec: y" } }]);
  expect(table.names()).toEqual([]);
  expect(table.faults).toEqual([{ path: "/x.json", text: "failed to load CDI Spec invalid CDI Spec: y" }]);
});
