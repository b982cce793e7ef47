import { expect, test } from "bun:test";
import { runCommand } from "../io/run-command.ts";
import * as ps from "./container/ls.ts";
import * as images from "./image/ls.ts";
import * as rmi from "./image/rm.ts";
import * as tag from "./image/tag.ts";
import * as events from "./system/events.ts";
import * as inspect from "./system/inspect.ts";

const container = {
  Id: "a".repeat(64),
  Names: ["/web"],
  Image: "busybox",
  ImageID: `sha256:${"b".repeat(64)}`,
  Command: "sleep 1000",
  Created: 1000,
  Ports: [{ IP: "0.0.0.0", PrivatePort: 80, PublicPort: 8080, Type: "tcp" }],
  Labels: { k: "v" },
  State: "running",
  Status: "Up 2 hours",
  HostConfig: {},
  NetworkSettings: { Networks: { bridge: null } },
  Mounts: [],
};
const io = { now: 8_200_000 };

test("ps prints a table", async () => {
  const result = await runCommand(ps, ["-a", "-f", "status=running"], { answers: [{ json: [container] }], io });
  expect(result.out).toBe(
    "CONTAINER ID   IMAGE     COMMAND        CREATED       STATUS       PORTS                  NAMES\n" +
      'aaaaaaaaaaaa   busybox   "sleep 1000"   2 hours ago   Up 2 hours   0.0.0.0:8080->80/tcp   web\n',
  );
  expect(decodeURIComponent(result.requests[0]?.path ?? "")).toBe(
    '/containers/json?all=1&filters={"status":{"running":true}}',
  );
});

test("ps knows other formats", async () => {
  const print = async (...argv: string[]) => (await runCommand(ps, argv, { answers: [{ json: [container] }], io })).out;
  expect(await print("-q")).toBe("aaaaaaaaaaaa\n");
  expect(await print("--format", '{{.Names}} {{.Label "k"}}')).toBe("web v\n");
  expect(JSON.parse(await print("--format", "json"))).toMatchObject({
    Names: "web",
    Networks: "bridge",
    Platform: null,
  });
});

test("ps asks for sizes when the format shows them", async () => {
  const result = await runCommand(ps, ["--format", "{{.Size}}"], { answers: [{ json: [] }], io });
  expect(result.requests[0]?.path).toBe("/containers/json?size=1");
  const without = await runCommand(ps, ["--format", "{{.Names}}"], { answers: [{ json: [] }], io });
  expect(without.requests[0]?.path).toBe("/containers/json");
});

const image = {
  Id: `sha256:${"c".repeat(64)}`,
  RepoTags: ["a:1", "b:2"],
  RepoDigests: [],
  Created: 1000,
  Size: 1982000,
  SharedSize: -1,
  Containers: -1,
};

test("images prints a line for each name", async () => {
  const result = await runCommand(images, [], { answers: [{ json: [image] }], io });
  expect(result.out).toBe(
    "REPOSITORY   TAG       IMAGE ID       CREATED       SIZE\n" +
      "a            1         cccccccccccc   2 hours ago   1.98MB\n" +
      "b            2         cccccccccccc   2 hours ago   1.98MB\n",
  );
});

test("rmi prints what went, and fails with the engine's words", async () => {
  const answers = [
    { json: [{ Untagged: "a:1" }, { Deleted: "sha256:c" }] },
    { status: 404, json: { message: "No such image: x:latest" } },
  ];
  const result = await runCommand(rmi, ["a:1", "x"], { answers });
  expect(result).toMatchObject({
    code: 1,
    out: "Untagged: a:1\nDeleted: sha256:c\n",
    err: "Error response from daemon: No such image: x:latest",
  });
});

test("tag sends the whole name", async () => {
  const result = await runCommand(tag, ["a", "b"], { answers: [{ status: 201 }] });
  expect(decodeURIComponent(result.requests[0]?.path ?? "")).toBe("/images/a/tag?repo=docker.io/library/b&tag=latest");
  expect((await runCommand(tag, ["a", "UPPER"], { answers: [] })).err).toStartWith(
    'Error parsing reference: "UPPER" is not',
  );
});

test("inspect looks for every kind of object", async () => {
  const absent = { status: 404, json: { message: "no" } };
  const found = await runCommand(inspect, ["-f", "{{.Name}}", "n"], {
    answers: [absent, absent, { json: { Name: "net" } }],
  });
  expect(found).toMatchObject({ code: 0, out: "net\n" });
  const ordinary = Array(4).fill(absent);
  const manager = { json: { Swarm: { ControlAvailable: true } } };
  const missing = await runCommand(inspect, ["n"], { answers: [...ordinary, manager, ...Array(6).fill(absent)] });
  expect(missing).toMatchObject({ code: 1, out: "[]\n", err: "Error: No such object: n" });
  const alone = await runCommand(inspect, ["n"], { answers: [...ordinary, { json: {} }, absent] });
  expect(alone.err).toBe("Error: No such object: n");
  expect(alone.requests.map(({ path }) => path).slice(4)).toEqual(["/info", "/plugins/n/json"]);
});

test("events keep their nanoseconds", async () => {
  const text =
    '{"Type":"container","Action":"die","Actor":{"ID":"x","Attributes":{"b":"2","a":"1"}},"timeNano":1700000000123456789}\n';
  const result = await runCommand(events, ["--format", "json"], { answers: [{ text }] });
  expect(result.out).toBe(text);
  expect((await runCommand(events, [], { answers: [{ text }] })).out).toEndWith(
    ".123456789Z container die x (a=1, b=2)\n",
  );
});
