import { expect, test } from "bun:test";
import type { EngineEvent } from "#core/events/contract.ts";
import { passesFilters } from "./event-filter.ts";

const common = { timeNs: 1n };
const imageId = `sha256:${"c8".repeat(32)}`;
/** The events of one session with the real engine, which the expectations below were taken from. */
const events: Record<string, EngineEvent> = {
  load: { ...common, type: "image", action: "load", actorId: imageId, attributes: { name: imageId } },
  create: {
    ...common,
    type: "container",
    action: "create",
    actorId: "f684",
    attributes: { image: "busybox", k: "v", name: "abc" },
  },
  exec: {
    ...common,
    type: "container",
    action: "exec_create: true",
    actorId: "f684",
    attributes: { image: "busybox", k: "v", name: "abc", execID: "e1" },
  },
  connect: {
    ...common,
    type: "network",
    action: "connect",
    actorId: "3553",
    attributes: { container: "f684", name: "bridge", type: "bridge" },
  },
  tag: { ...common, type: "image", action: "tag", actorId: imageId, attributes: { name: "foo/bar:1" } },
  volume: { ...common, type: "volume", action: "create", actorId: "v1", attributes: { driver: "local" } },
};

const all = Object.keys(events);

test.each<[Record<string, string[]>, string[]]>([
  [{}, all],
  [{ image: ["busybox"] }, ["create", "exec"]],
  [{ image: ["busybox:latest"] }, []],
  [{ image: ["docker.io/library/busybox"] }, []],
  [{ image: ["foo/bar"] }, ["tag"]],
  [{ image: ["foo/bar:1"] }, ["tag"]],
  [{ image: [imageId] }, ["load", "tag"]],
  [{ container: ["ab"] }, ["create", "exec"]],
  [{ container: ["f6"] }, ["create", "exec"]],
  [{ container: ["bc"] }, []],
  [{ network: ["bridge"] }, ["connect"]],
  [{ volume: ["v"] }, ["volume"]],
  [{ event: ["exec_create"] }, ["exec"]],
  [{ event: ["exec_create: true"] }, ["exec"]],
  [{ event: ["create", "tag"] }, ["create", "tag", "volume"]],
  [{ event: ["crea"] }, []],
  [{ event: ["create"], type: ["volume"] }, ["volume"]],
  [{ label: ["k"] }, ["create", "exec"]],
  [{ label: ["k=v", "name=abc"] }, ["create", "exec"]],
  [{ label: ["k=v", "x"] }, []],
  [{ scope: ["local"] }, all],
  [{ scope: ["swarm"] }, []],
  [{ daemon: ["x"] }, []],
  [{ type: ["service"] }, []],
  [{ nosuch: ["x"] }, all],
])("filter %j", (filters, expected) => {
  const decoded = new Map(Object.entries(filters).map(([key, values]) => [key, new Set(values)]));
  expect(all.filter((name) => passesFilters(events[name]!, decoded))).toEqual(expected);
});

test("an event that Docker has not is given to who asks for it by name alone", () => {
  const admit: EngineEvent = {
    ...{ timeNs: 1n, type: "image", action: "admit", actorId: imageId, quiet: true },
    attributes: { by: "pull", name: "docker.io/library/busybox:1" },
  };
  const passes = (...filters: Array<[string, string]>): boolean =>
    passesFilters(admit, new Map(filters.map(([key, value]) => [key, new Set([value])])));
  expect(passes()).toBe(false);
  expect(passes(["type", "image"])).toBe(false);
  expect(passes(["event", "pull"])).toBe(false);
  expect(passes(["event", "admit"])).toBe(true);
  expect(passes(["event", "admit"], ["type", "container"])).toBe(false);
  expect(passes(["event", "admit"], ["label", "by=pull"])).toBe(true);
});
