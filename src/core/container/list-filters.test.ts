import { describe, expect, test } from "bun:test";
import type { ContainerId } from "#base/ids.ts";
import { containerFilter } from "./list-filters.ts";
import type { ContainerRecord } from "./record.ts";
import { createdState } from "./state.ts";
import { testLease, testRecord } from "./views/test-record.ts";

const startedAt = "2026-11-25T00:41:34Z";

function record(name: string, change: Partial<ContainerRecord>): ContainerRecord {
  return testRecord({ id: name.repeat(32).slice(0, 64).padEnd(64, "0") as ContainerId, name, ...change });
}

const base = testRecord();
const mount = { Type: "bind", Source: "/s", Destination: "/v", Mode: "", RW: true, Propagation: "rprivate" };
const a = record("f-run", {
  created: "2026-11-25T00:00:01Z",
  config: { ...base.config, Labels: { k: "v", only: "" }, ExposedPorts: { "80/tcp": {} } },
  state: { ...createdState, status: "running", startedAt },
  lease: testLease(),
  mounts: [mount],
});
const b = record("f-exit", {
  created: "2026-11-25T00:00:02Z",
  config: { ...base.config, Labels: { k: "w" } },
  hostConfig: { ...base.hostConfig, NetworkMode: "none" },
  state: { ...createdState, status: "exited", exitCode: 3, startedAt, finishedAt: startedAt },
});
const c = record("f-new", { created: "2026-11-25T00:00:03Z", config: { ...base.config, Labels: { k: "v" } } });
const all = [a, b, c];

function passing(...filters: string[]): string {
  const map = new Map<string, Set<string>>();
  for (const filter of filters) {
    const [key = "", ...value] = filter.split("=");
    map.set(key, (map.get(key) ?? new Set()).add(value.join("=")));
  }
  const filter = containerFilter(map, {
    find: (ref) => all.find((candidate) => candidate.name === ref),
    imageIds: (reference) => new Set(reference === "busybox" ? [a.image.id] : []),
    networkId: (ref) => (ref === "bridge" ? "2079" : undefined),
  });
  return all
    .filter(filter)
    .map((found) => found.name)
    .join(" ");
}

describe("filters pass what Docker's pass", () => {
  for (const [filters, want] of [
    [["status=running"], "f-run"],
    [["status=exited"], "f-exit"],
    [["status=created"], "f-new"],
    [["exited=3"], "f-exit"],
    [["exited=4"], ""],
    [["label=k"], "f-run f-exit f-new"],
    [["label=k=v"], "f-run f-new"],
    [["label=k=v", "label=only"], "f-run"],
    [["name=f-"], "f-run f-exit f-new"],
    [["name=^/f-run$"], "f-run"],
    [["name=f-run", "name=f-new"], "f-run f-new"],
    [["name=("], ""],
    [[`id=${b.id.slice(0, 10)}`], "f-exit"],
    [["ancestor=busybox"], "f-run f-exit f-new"],
    [["ancestor=nosuch"], ""],
    [["volume=/v"], "f-run"],
    [["network=none"], "f-exit"],
    [["network=bridge"], "f-run f-new"],
    [["network=nosuch"], ""],
    [["before=f-new"], "f-run f-exit"],
    [["since=f-run"], "f-exit f-new"],
    [["expose=80"], "f-run"],
    [["expose=80/udp"], ""],
    [["publish=1-65535"], "f-run"],
    [["health=none"], "f-run f-exit f-new"],
    [["health=healthy"], ""],
    [["is-task=true"], ""],
    [["status=running", "status=exited", "label=k=w"], "f-exit"],
  ] as const)
    test(filters.join(" "), () => expect(passing(...filters)).toBe(want));
});

test("mistakes in Docker's words", () => {
  for (const [filter, text] of [
    ["nosuch=x", "invalid filter 'nosuch'"],
    [
      "status=nosuch",
      "invalid filter 'status=nosuch': invalid value for state (nosuch): must be one of created, running, paused, restarting, removing, exited, dead",
    ],
    ["exited=x", `invalid filter 'exited=x': strconv.Atoi: parsing "x": invalid syntax`],
    [
      "health=x",
      "invalid filter 'health=x': invalid value for health (x): must be one of none, starting, healthy, unhealthy",
    ],
    ["is-task=x", "invalid filter 'is-task=[x]'"],
    ["before=nosuch", "No such container: nosuch"],
    ["expose=9-1", "error while looking up for expose 9-1: Invalid range specified for the Port: 9-1"],
    ["expose=x", `error while looking up for expose x: strconv.ParseUint: parsing "x": invalid syntax`],
    [
      "publish=70000",
      `error while looking up for publish 70000: strconv.ParseUint: parsing "70000": value out of range`,
    ],
  ] as const)
    expect(() => passing(filter)).toThrow(text);
});
