import { expect, test } from "bun:test";
import type { RehearsalAct } from "#api/types.gen.ts";
import * as builderPrune from "../commands/builder/prune.ts";
import * as kill from "../commands/container/kill.ts";
import * as containerPrune from "../commands/container/prune.ts";
import * as rm from "../commands/container/rm.ts";
import * as stop from "../commands/container/stop.ts";
import * as imagePrune from "../commands/image/prune.ts";
import * as rmi from "../commands/image/rm.ts";
import * as networkPrune from "../commands/network/prune.ts";
import * as networkRm from "../commands/network/rm.ts";
import * as systemPrune from "../commands/system/prune.ts";
import * as volumePrune from "../commands/volume/prune.ts";
import * as volumeRm from "../commands/volume/rm.ts";
import { runCommand } from "../io/run-command.ts";

type Module = Parameters<typeof runCommand>[0];

const id = "0123456789ab".padEnd(64, "0");
const web = { Does: "remove", What: "container", Id: id, Name: "web" };
const absent = { Objects: [], Status: 404, Message: "No such container: nosuch" };

async function dry(module: Module, argv: string[], outcomes: object[]) {
  const result = await runCommand(module, ["--dry-run", ...argv], { answers: [{ json: outcomes }] });
  const paths = result.requests.map(({ method, path }) => `${method} ${path}`);
  const sent = result.requests[0]?.json as { readonly Acts: RehearsalAct[] } | undefined;
  return { ...result, paths, acts: sent?.Acts };
}

const several: [name: string, module: Module, argv: string[], act: RehearsalAct][] = [
  ["rm", rm, ["-fv"], { Act: "container-remove", Ref: "web", Force: true, Volumes: true, Link: false }],
  ["stop", stop, ["-s", "INT"], { Act: "container-stop", Ref: "web", Signal: "INT" }],
  ["kill", kill, ["-s", "HUP"], { Act: "container-kill", Ref: "web", Signal: "HUP" }],
  ["volume rm", volumeRm, ["-f"], { Act: "volume-remove", Ref: "web", Force: true }],
  ["network rm", networkRm, ["-f"], { Act: "network-remove", Ref: "web" }],
  ["rmi", rmi, ["-f", "--no-prune"], { Act: "image-remove", Ref: "web", Force: true, NoPrune: true, Platforms: [] }],
];

for (const [name, module, argv, act] of several)
  test(`${name} --dry-run asks for a rehearsal, and for nothing else`, async () => {
    const { paths, acts, out, code } = await dry(module, [...argv, "web"], [{ Objects: [web] }]);
    expect({ paths, acts, out, code }).toEqual({
      paths: ["POST /rehearsal"],
      acts: [act],
      out: "Would remove container web (0123456789ab)\n",
      code: 0,
    });
  });

test("what would be refused is told as the real command tells it", async () => {
  const rehearsed = await dry(rm, ["web", "nosuch"], [{ Objects: [web] }, absent]);
  expect(rehearsed).toMatchObject({ code: 1, err: "Error response from daemon: No such container: nosuch" });
  expect(rehearsed.out).toBe("Would remove container web (0123456789ab)\n");
  const forced = await dry(rm, ["-f", "nosuch"], [absent]);
  expect(forced).toMatchObject({ code: 0, err: "Error response from daemon: No such container: nosuch\n" });
  const image = { Objects: [], Status: 409, Message: "conflict" };
  expect(await dry(rmi, ["-f", "a"], [image])).toMatchObject({ code: 1, err: "Error response from daemon: conflict" });
  expect(await dry(networkRm, ["a"], [absent])).toMatchObject({ code: 1 });
});

test("one that is stopped already stays as it is", async () => {
  const rehearsed = await dry(stop, ["web"], [{ Objects: [], Status: 304, Message: "container is already stopped" }]);
  expect(rehearsed).toMatchObject({ code: 0, out: "Would change nothing: web\n" });
});

const prunes: [name: string, module: Module, argv: string[], act: RehearsalAct][] = [
  ["container", containerPrune, ["--filter", "until=1h"], { Act: "container-prune", Filters: { until: ["1h"] } }],
  ["image", imagePrune, ["-a"], { Act: "image-prune", Filters: { dangling: ["false"] } }],
  ["network", networkPrune, [], { Act: "network-prune", Filters: {} }],
  ["volume", volumePrune, ["-a"], { Act: "volume-prune", Filters: { all: ["true"] } }],
];

for (const [name, module, argv, act] of prunes)
  test(`${name} prune --dry-run asks the user nothing`, async () => {
    const outcome = { Objects: [{ ...web, Size: 1500 }], SpaceReclaimed: 2500 };
    const { paths, acts, out } = await dry(module, argv, [outcome]);
    expect({ paths, acts }).toEqual({ paths: ["POST /rehearsal"], acts: [act] });
    expect(out).toBe("Would remove container web (0123456789ab), 1.5kB\nWould reclaim: 2.5kB\n");
  });

test("builder prune --dry-run", async () => {
  const objects = [{ Does: "remove", What: "build-cache", Id: "abc", Name: "[2/2] RUN x", Size: 10 }];
  const answers = [{}, { json: [{ Objects: objects, SpaceReclaimed: 10 }] }];
  const result = await runCommand(builderPrune, ["--dry-run", "--reserved-space", "1kb"], { answers });
  expect(result.out).toBe("Would remove build cache abc ([2/2] RUN x), 10B\nWould reclaim: 10B\n");
  expect(result.requests.at(-1)?.path).toBe("/rehearsal");
});

test("system prune --dry-run has all prunes played one after the other", async () => {
  const outcomes = [
    { Objects: [web], SpaceReclaimed: 1000 },
    { Objects: [] },
    { Objects: [{ Does: "remove", What: "volume", Id: "v", Size: 5 }], SpaceReclaimed: 5 },
    { Objects: [{ Does: "untag", What: "image", Id: "a:1" }], SpaceReclaimed: 0 },
    { Objects: [], SpaceReclaimed: 0 },
  ];
  const { acts, out } = await dry(systemPrune, ["-a", "--volumes"], outcomes);
  expect(acts?.map(({ Act }) => Act)).toEqual([
    ...["container-prune", "network-prune", "volume-prune", "image-prune", "build-prune"],
  ]);
  expect(out).toBe(
    "Would remove container web (0123456789ab)\nWould remove volume v, 5B\nWould untag image a:1\nWould reclaim: 1.005kB\n",
  );
});

test("an engine that cannot rehearse is asked for nothing else", async () => {
  const answers = [{ status: 404, json: { message: "page not found" } }];
  const result = await runCommand(rm, ["--dry-run", "web"], { answers });
  expect(result.requests).toHaveLength(1);
  expect(result).toMatchObject({ code: 1, out: "" });
  expect(result.err).toMatch(/^not supported: a dry run by the engine at .*: only Gantry knows what would go$/);
});
