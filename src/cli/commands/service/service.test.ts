import { expect, test } from "bun:test";
import { runCommand } from "../../io/run-command.ts";
import * as create from "./create.ts";
import * as logs from "./logs.ts";
import * as scale from "./scale.ts";
import * as update from "./update.ts";

const web = {
  ID: "s1",
  Version: { Index: 4 },
  Spec: { Name: "web", TaskTemplate: { ContainerSpec: { Image: "nginx:1" } }, Mode: { Replicated: { Replicas: 1 } } },
};

test("service create makes a spec of flags", async () => {
  const argv = [
    "-d",
    "--no-resolve-image",
    "--name",
    "web",
    "-e",
    "A=1",
    "-p",
    "8080:80",
    "--replicas",
    "2",
    "nginx",
    "-x",
  ];
  const { out, requests } = await runCommand(create, argv, { answers: [{ status: 201, json: { ID: "s1" } }] });
  expect(out).toBe("s1\n");
  expect(requests[0]?.json).toEqual({
    Name: "web",
    Labels: {},
    TaskTemplate: {
      ContainerSpec: { Image: "nginx:latest", Args: ["-x"], Init: false, Env: ["A=1"], DNSConfig: {} },
      Resources: { Limits: {}, Reservations: {} },
      Placement: {},
      ForceUpdate: 0,
    },
    Mode: { Replicated: { Replicas: 2 } },
    EndpointSpec: {
      Mode: "vip",
      Ports: [{ Protocol: "tcp", TargetPort: 80, PublishMode: "ingress", PublishedPort: 8080 }],
    },
  });
});

test("service create waits until the tasks run, unless told otherwise", async () => {
  const starting = { ID: "t1", Slot: 1, NodeID: "n1", DesiredState: "running", Status: { State: "starting" } };
  const nodes = { json: [{ ID: "n1", Status: { State: "ready" } }] };
  const completed = { json: { ...web, UpdateStatus: { State: "completed" } } };
  const answers = [
    { status: 201, json: { ID: "s1" } },
    ...[{ json: web }, { json: [starting] }, nodes],
    ...[{ json: web }, { json: [] }, nodes],
    completed,
  ];
  const { out } = await runCommand(create, ["--no-resolve-image", "nginx"], { answers });
  expect(out).toBe("s1\noverall progress: 0 out of 1 tasks\n");
});

test("an update that the engine gave up fails", async () => {
  const paused = { ...web, UpdateStatus: { State: "paused", Message: "task failed" } };
  const answers = [{ json: web }, { json: {} }, { json: paused }];
  const { code, out, err } = await runCommand(update, ["--replicas", "3", "web"], { answers });
  expect({ code, out, err }).toEqual({ code: 1, out: "web\n", err: "service update paused: task failed" });
});

test("service scale goes on after a service that cannot be", async () => {
  const absent = { status: 404, json: { message: "service x not found" } };
  const answers = [absent, { json: web }, { json: {} }];
  const { code, out, err } = await runCommand(scale, ["-d", "x=2", "web=5"], { answers });
  expect({ code, out }).toEqual({ code: 1, out: "web scaled to 5\n" });
  expect(err).toBe("x: Error response from daemon: service x not found");
});

/** A line of a log as a frame of Docker's. */
function frame(stream: 1 | 2, text: string): Uint8Array {
  const data = new TextEncoder().encode(text);
  return Uint8Array.from([stream, 0, 0, 0, 0, 0, data.length >> 8, data.length & 0xff, ...data]);
}

const context = "com.docker.swarm.node.id=n1,com.docker.swarm.service.id=s1,com.docker.swarm.task.id=t1,tag=a%20b";
const named = [
  { json: { Spec: {}, Description: { Hostname: "alpha" } } },
  { json: web },
  { json: { ID: "t1234567890123", Slot: 2 } },
];

test("service logs show of which task a line is", async () => {
  const body = Uint8Array.from([...frame(1, `${context} hello\n`), ...frame(2, `${context} oops\n`)]);
  const { out, err } = await runCommand(logs, ["web"], { answers: [{ json: web }, { text: body }, ...named] });
  expect({ out, err }).toEqual({
    out: "web.2.t12345678901@alpha    | hello\n",
    err: "web.2.t12345678901@alpha    | oops\n",
  });
  const timed = { text: frame(1, `2020-01-01T00:00:00Z ${context} hello\n`) };
  const argv = ["--details", "-t", "--no-task-ids", "web"];
  const detailed = await runCommand(logs, argv, { answers: [{ json: web }, timed, ...named] });
  expect(detailed.out).toBe("2020-01-01T00:00:00Z web.2@alpha    | tag=a b hello\n");
});
