import { expect, test } from "bun:test";
import type { ContainerInspectResponse } from "#api/types.gen.ts";
import type { ContainerSpec } from "#client/container-create.ts";
import { containerDrift } from "./container-drift.ts";

const inspected = (parts: object): ContainerInspectResponse =>
  ({
    Config: { Env: ["PATH=/bin"], Labels: {} },
    HostConfig: {},
    NetworkSettings: { Networks: {} },
    ...parts,
  }) as never;

const spec = (parts: object): ContainerSpec => parts as ContainerSpec;

test("what the engine and the image choose is no difference", () => {
  const actual = inspected({
    Config: { Env: ["PATH=/bin", "A=1"], Labels: { l: "v", image: "x" }, Cmd: ["sh"], User: "" },
    HostConfig: {
      ShmSize: 67108864,
      IpcMode: "private",
      RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
      Memory: 0,
    },
  });
  const expected = spec({
    Env: ["A=1"],
    Labels: { l: "v", "com.docker.compose.config-hash": "h" },
    Cmd: null,
    HostConfig: { ShmSize: 0, RestartPolicy: { Name: "", MaximumRetryCount: 0 }, CapAdd: null },
  });
  expect(containerDrift(expected, actual)).toEqual([]);
});

test("a limit that was changed beside the file is one, and so is a changed variable", () => {
  const actual = inspected({ Config: { Env: ["A=2"], Labels: {} }, HostConfig: { Memory: 1024 } });
  expect(containerDrift(spec({ Env: ["A=1"], HostConfig: { Memory: 0 } }), actual)).toEqual([
    { field: "Config.Env.A", expected: "1", actual: "2" },
    { field: "HostConfig.Memory", expected: "", actual: "1024" },
  ]);
});

test("capabilities are compared by name, lists without order", () => {
  const actual = inspected({ HostConfig: { CapAdd: ["CAP_SYS_TIME", "CAP_NET_ADMIN"] } });
  expect(containerDrift(spec({ HostConfig: { CapAdd: ["NET_ADMIN", "SYS_TIME"] } }), actual)).toEqual([]);
});

test("networks that were left or joined beside the file are differences", () => {
  const actual = inspected({ NetworkSettings: { Networks: { other: {} } } });
  const expected = spec({ NetworkingConfig: { EndpointsConfig: { p_default: {} } } });
  expect(containerDrift(expected, actual).map(({ field }) => field)).toEqual(["NetworkSettings.Networks"]);
});
