import { expect, test } from "bun:test";
import { cgroupFolderOf, cgroupsPathOf } from "./cgroups-path.ts";
import { testInput } from "./test-input.ts";

function pathOf(
  cgroupDriver: "cgroupfs" | "systemd",
  parents: { readonly request?: string; readonly daemon?: string },
) {
  const { hostConfig, daemon } = testInput({});
  return cgroupsPathOf({
    id: "1234",
    hostConfig: { ...hostConfig, CgroupParent: parents.request ?? "" },
    daemon: { ...daemon, cgroupDriver, cgroupParent: parents.daemon ?? "" },
  });
}

test("cgroupfs takes a path, and its folder is that path", () => {
  expect(pathOf("cgroupfs", {})).toBe("/docker/1234");
  expect(pathOf("cgroupfs", { request: "a/../../b", daemon: "/d" })).toBe("/b/1234");
  expect(cgroupFolderOf("/b/1234")).toBe("/b/1234");
  expect(cgroupFolderOf("/a:b:c/1234")).toBe("/a:b:c/1234");
});

test("systemd takes a slice, a prefix and the id, and makes a scope of them", () => {
  expect(pathOf("systemd", {})).toBe("system.slice:docker:1234");
  expect(pathOf("systemd", { daemon: "d.slice" })).toBe("d.slice:docker:1234");
  expect(pathOf("systemd", { request: "a-b.slice", daemon: "d.slice" })).toBe("a-b.slice:docker:1234");
});

/** As `systemctl show -p ControlGroup` gives it. */
test.each([
  ["system.slice:docker:1234", "/system.slice/docker-1234.scope"],
  ["a-b-c.slice:docker:1234", "/a.slice/a-b.slice/a-b-c.slice/docker-1234.scope"],
  ["-.slice:docker:1234", "/docker-1234.scope"],
])("the folder of %s is %s", (path, folder) => expect(cgroupFolderOf(path)).toBe(folder));
