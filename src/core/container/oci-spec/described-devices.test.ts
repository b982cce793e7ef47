import { expect, test } from "bun:test";
import { noEdits } from "#formats/cdi/description.ts";
import { buildOciSpec } from "./build.ts";
import { deviceEdits } from "./described-devices.ts";
import { noDevices } from "./input.ts";
import { testInput } from "./test-input.ts";

test("devices that are described change the rest of a container as well", () => {
  const edits = deviceEdits({
    ...noEdits,
    env: ["A=device", "HOME=/device"],
    mounts: [
      { hostPath: "/host", containerPath: "/a/b/", options: ["ro", "rbind"], type: "" },
      { hostPath: "/host", containerPath: "/own", options: [], type: "bind" },
      { hostPath: "/host", containerPath: "/dev/shm", options: ["rbind"], type: "bind" },
    ],
    hooks: [
      { hookName: "createRuntime", path: "/bin/one", args: ["one"], env: ["B=c"], timeout: 3 },
      { hookName: "createRuntime", path: "/bin/two", args: [], env: [], timeout: undefined },
    ],
    additionalGids: [0, 44, 44],
  });
  const own = { destination: "/own", type: "bind", source: "/mine", options: ["rbind"] };
  const changes = { devices: { ...noDevices, edits }, mounts: { mounts: [own] } };
  const spec = buildOciSpec(testInput({ Env: ["A=container"] }, {}, changes));
  expect(spec.process.env).toContain("A=device");
  expect(spec.process.env.filter((variable) => /^(A|HOME)=/.test(variable))).toEqual(["A=device", "HOME=/device"]);
  expect(spec.process.user.additionalGids?.filter((id) => id === 44)).toEqual([44]);
  expect(spec.mounts.find(({ destination }) => destination === "/a/b")).toEqual({
    destination: "/a/b",
    type: "bind",
    source: "/host",
    options: ["ro", "rbind"],
  });
  expect(spec.mounts.filter(({ destination }) => destination === "/own")).toEqual([own]);
  expect(spec.mounts.filter(({ destination }) => destination === "/dev/shm").map(({ source }) => source)).toEqual([
    "/host",
  ]);
  expect(spec.hooks).toEqual({
    createRuntime: [
      { path: "/bin/one", args: ["one"], env: ["B=c"], timeout: 3 },
      { path: "/bin/two", args: [], env: [] },
    ],
  });
  expect(() => deviceEdits({ ...noEdits, intelRdt: { closID: "x" } })).toThrow(
    "not supported: intelRdt of a CDI device",
  );
});
