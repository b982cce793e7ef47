import { describe, expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type { NetworkRequest } from "#core/network/contract.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import type { Filters } from "#formats/filters.ts";
import { FakeKernel } from "#sys/kernel/fake.ts";
import { openNetworks } from "./open-networks.ts";

const op = backgroundOp();
const events = { emit() {} };

async function service(change: Partial<NetworkConfig> = {}) {
  const config: NetworkConfig = { identity: "engine", execRoot: "/run/x", firewall: false, ...change };
  const { service } = await openNetworks(op, {
    kernel: new FakeKernel(),
    store: new MemoryRecordStore(),
    config,
    events,
    log: op.log,
  });
  await service.recover(op, []);
  return service;
}

async function failure(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

const filters = (entries: Readonly<Record<string, readonly string[]>>): Filters =>
  new Map(Object.entries(entries).map(([key, values]) => [key, new Set(values)]));

const request: NetworkRequest = {
  containerId: "c".repeat(64),
  containerName: "web",
  hostname: "web",
  networkMode: "bridge",
  endpoints: {},
  exposedPorts: [],
  portBindings: {},
  publishAllPorts: false,
  sysctls: {},
};

describe("the built-in networks", () => {
  test("show as Docker shows them", async () => {
    const networks = await service();
    const bridge = await networks.inspect(op, "bridge", { verbose: false, scope: "" });
    expect(bridge).toMatchObject({
      Name: "bridge",
      Scope: "local",
      Driver: "bridge",
      EnableIPv4: true,
      IPAM: { Driver: "default", Options: null, Config: [{ Subnet: "172.17.0.0/16", Gateway: "172.17.0.1" }] },
      Containers: {},
      Labels: {},
    });
    expect(bridge.Options).toEqual({
      "com.docker.network.bridge.default_bridge": "true",
      "com.docker.network.bridge.enable_icc": "true",
      "com.docker.network.bridge.enable_ip_masquerade": "true",
      "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0",
      "com.docker.network.bridge.name": "docker0",
      "com.docker.network.driver.mtu": "1500",
    });
    const none = await networks.inspect(op, "none", { verbose: false, scope: "local" });
    expect(none).toMatchObject({ Driver: "null", IPAM: { Config: null }, Options: {} });
  });

  test("are found by name, id and prefix, and keep their ids", async () => {
    const networks = await service();
    const id = networks.idOf("host") ?? "";
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(networks.idOf(id.slice(0, 12))).toBe(id);
    expect((await service()).idOf("host")).toBe(id);
    expect((await service({ identity: "other" })).idOf("host")).not.toBe(id);
    expect(networks.idOf("nope")).toBeUndefined();
    for (const [ref, scope] of [
      ["nope", ""],
      ["bridge", "swarm"],
    ] as const)
      expect(await failure(networks.inspect(op, ref, { verbose: false, scope }))).toBe(`network ${ref} not found`);
  });

  test.each([
    [{}, ["bridge", "host", "none"]],
    [{ driver: ["bridge", "null"] }, ["bridge", "none"]],
    [{ name: ["^bri", "ost"] }, ["bridge", "host"]],
    [{ name: ["("] }, []],
    [{ type: ["custom"] }, []],
    [{ type: ["builtin"], scope: ["local"], dangling: ["false"] }, ["bridge", "host", "none"]],
    [{ dangling: ["true"] }, []],
    [{ label: ["x"] }, []],
  ])("are filtered by %p", async (entries, names) => {
    const networks = await service();
    expect((await networks.list(op, filters(entries))).map(({ Name }) => Name)).toEqual(names);
  });

  test.each([
    [{ bad: ["x"] }, "invalid filter 'bad'"],
    [{ type: ["x"] }, "invalid filter: 'type'='x'"],
    [{ dangling: ["true", "false"] }, 'got more than one value for filter key "dangling"'],
    [{ dangling: ["x"] }, `invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`],
  ])("are not filtered by %p", async (entries, message) => {
    expect(await failure((await service()).list(op, filters(entries)))).toBe(message);
  });

  test("without a bridge, the default network does not exist", async () => {
    const networks = await service({ bridge: "none" });
    expect(await failure(networks.acquire(op, request))).toBe(
      "failed to set up container networking: network bridge not found",
    );
  });
});

test("a failed wire is undone whole, and the address is free again", async () => {
  const kernel = new FakeKernel();
  const config: NetworkConfig = { identity: "engine", execRoot: "/run/x", firewall: false };
  const { service: networks } = await openNetworks(op, {
    kernel,
    store: new MemoryRecordStore(),
    config,
    events,
    log: op.log,
  });
  await networks.recover(op, []);
  kernel.onCall = (call) => {
    if (call.call === "configureNetwork" && call.blocks.some(({ netns }) => netns !== undefined))
      throw new Error("no wire");
  };
  expect(await failure(networks.acquire(op, request))).toBe("failed to set up container networking: no wire");
  const last = kernel.calls.at(-1);
  expect(last).toMatchObject({ call: "configureNetwork", blocks: [{ steps: [{ do: "delete-link" }] }] });
  kernel.onCall = () => {};
  const lease = await networks.acquire(op, request);
  expect(lease.settings.hostAddresses).toEqual(["172.17.0.2"]);
  await networks.release(op, request.containerId);
});
