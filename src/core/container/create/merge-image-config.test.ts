import { expect, test } from "bun:test";
import type { ContainerConfig } from "#api/types.gen.ts";
import { emptyConfig } from "./empty-config.ts";
import { commandOf, mergeImageConfig } from "./merge-image-config.ts";

const image = {
  Cmd: ["-c", "true"],
  Entrypoint: ["/bin/sh"],
  Env: ["PATH=/bin", "FROM_IMAGE=1"],
  User: "www",
  WorkingDir: "/var",
  Volumes: { "/img-vol": {} },
  ExposedPorts: { "8080/tcp": {} },
  Labels: { from: "image", both: "image" },
  StopSignal: "SIGQUIT",
  Healthcheck: { Test: ["CMD", "true"], Interval: 3000000000 },
};

function merge(config: Partial<ContainerConfig>, from: object = image): ContainerConfig {
  return mergeImageConfig({ ...emptyConfig, ...config }, from);
}

/** The expected values are what dockerd 28.5 shows for the same image and requests. */
test("everything is taken from the image that the request leaves open", () => {
  expect(merge({})).toMatchObject({
    User: "www",
    WorkingDir: "/var",
    Env: ["PATH=/bin", "FROM_IMAGE=1"],
    Cmd: ["-c", "true"],
    Entrypoint: ["/bin/sh"],
    Volumes: { "/img-vol": {} },
    ExposedPorts: { "8080/tcp": {} },
    Labels: { from: "image", both: "image" },
    StopSignal: "SIGQUIT",
    Healthcheck: { Test: ["CMD", "true"], Interval: 3000000000 },
  });
});

test("the request's own go first, and are joined with the image's", () => {
  const merged = merge({
    Entrypoint: ["x"],
    Env: ["FROM_IMAGE=2", "N=1"],
    Labels: { both: "me" },
    ExposedPorts: { "9/tcp": {} },
    User: "0",
    Healthcheck: { Interval: 5000000000 },
    StopSignal: "TERM",
    WorkingDir: "/w",
  });
  expect(merged).toMatchObject({
    Entrypoint: ["x"],
    Cmd: null,
    Env: ["FROM_IMAGE=2", "N=1", "PATH=/bin"],
    Labels: { both: "me", from: "image" },
    ExposedPorts: { "8080/tcp": {}, "9/tcp": {} },
    User: "0",
    Healthcheck: { Test: ["CMD", "true"], Interval: 5000000000 },
    StopSignal: "TERM",
    WorkingDir: "/w",
  });
  expect(merge({ Healthcheck: { Test: ["NONE"] } }).Healthcheck).toEqual({ Test: ["NONE"], Interval: 3000000000 });
});

test("command and entrypoint", () => {
  const run = (config: Partial<ContainerConfig>, from: object = image) => {
    const { path, args } = commandOf(merge(config, from));
    return [path, ...args];
  };
  expect(run({})).toEqual(["/bin/sh", "-c", "true"]);
  expect(run({ Cmd: ["sleep", "9"] })).toEqual(["/bin/sh", "sleep", "9"]);
  expect(run({ Entrypoint: ["x"] })).toEqual(["x"]);
  expect(run({ Entrypoint: [] })).toEqual(["-c", "true"]);
  expect(run({ Entrypoint: [""], Cmd: ["true"] })).toEqual(["true"]);
  expect(merge({ Entrypoint: [""], Cmd: ["true"] }).Entrypoint).toBeNull();
  expect(run({}, { Cmd: ["sh"] })).toEqual(["sh"]);
  expect(() => run({}, {})).toThrow("no command specified");
  expect(() => run({ Entrypoint: [""] })).toThrow("no command specified");
});
