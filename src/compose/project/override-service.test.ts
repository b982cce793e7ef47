import { expect, test } from "bun:test";
import { overrideService, type ServiceOverride } from "./override-service.ts";

const nothing: ServiceOverride = {
  command: [],
  entrypoint: undefined,
  environment: new Map(),
  labels: new Map(),
  user: "",
  workingDir: "",
  capAdd: [],
  capDrop: [],
  volumes: [],
  ports: undefined,
  tty: false,
  stdinOpen: true,
};

const web = { name: "web", image: "busybox" };

test("one container that does not start again", () => {
  const restarting = {
    ...web,
    restart: "always",
    scale: 3,
    deploy: { replicas: 2, restart_policy: { condition: "any" } },
  };
  expect(overrideService(restarting, nothing)).toEqual({
    ...web,
    deploy: { replicas: 2 },
    scale: 1,
    tty: false,
    stdin_open: true,
  });
});

test("a given entrypoint puts the service's command out of force, and a given command does not", () => {
  const service = { ...web, command: ["own"], entrypoint: ["own"] };
  expect(overrideService(service, { ...nothing, entrypoint: ["given"] })).toMatchObject({
    entrypoint: ["given"],
    command: [],
  });
  expect(overrideService(service, { ...nothing, command: ["given"] })).toMatchObject({
    entrypoint: ["own"],
    command: ["given"],
  });
});

test("ports are those that are given, or the service's own", () => {
  const service = { ...web, ports: [{ target: 80 }] };
  expect(overrideService(service, nothing).ports).toEqual([{ target: 80 }]);
  expect(overrideService(service, { ...nothing, ports: [] }).ports).toEqual([]);
  expect(overrideService(service, { ...nothing, ports: ["127.0.0.1:8080-8081:80-81/udp"] }).ports).toEqual([
    { mode: "ingress", host_ip: "127.0.0.1", target: 80, published: "8080", protocol: "udp" },
    { mode: "ingress", host_ip: "127.0.0.1", target: 81, published: "8081", protocol: "udp" },
  ]);
});

test("a capability that is added is dropped no more, and the other way round", () => {
  const service = { ...web, cap_add: ["A", "B"], cap_drop: ["C"] };
  const { cap_add, cap_drop } = overrideService(service, { ...nothing, capAdd: ["C"], capDrop: ["A"] });
  expect([cap_add, cap_drop]).toEqual([["B", "C"], ["A"]]);
});

test("variables, labels and volumes come on top", () => {
  const service = { ...web, environment: new Map([["A", "own"]]), volumes: [{ type: "volume", target: "/own" }] };
  const { environment, volumes, labels } = overrideService(service, {
    ...nothing,
    environment: new Map([["A", "given"]]),
    labels: new Map([["k", "v"]]),
    volumes: ["./here:/there:ro"],
  });
  expect(environment).toEqual(new Map([["A", "given"]]));
  expect(labels).toEqual(new Map([["k", "v"]]));
  expect(volumes).toEqual([
    { type: "volume", target: "/own" },
    { type: "bind", source: "./here", target: "/there", read_only: true, bind: { create_host_path: true } },
  ]);
});
