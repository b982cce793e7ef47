import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { zeroValue } from "#api/decode.ts";
import type { NetworkCreateRequest } from "#api/types.gen.ts";
import { backgroundOp } from "#base/op.ts";
import { emptyEndpoint } from "#core/container/views/network-view.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { closeFd } from "#sys/fd.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { openLinuxKernel } from "#sys/kernel/linux.ts";
import { openNetworks } from "./open-networks.ts";

const op = backgroundOp();
const config = { identity: "user-test", execRoot: "/run/test" };
let kernel: Kernel;

beforeAll(() => {
  kernel = openLinuxKernel();
});
afterAll(async () => {
  await kernel[Symbol.asyncDispose]();
});

function sh(command: string): string {
  return execFileSync("sh", ["-c", command], { encoding: "utf8" });
}

async function open(store: MemoryRecordStore) {
  const { service } = await openNetworks(op, { kernel, store, config, events: { emit() {} }, log: op.log });
  await service.recover(op, []);
  return service;
}

function wish(change: Partial<NetworkCreateRequest>): NetworkCreateRequest {
  return { ...zeroValue("NetworkCreateRequest"), ...change };
}

test("a network outlives the engine, with what the kernel holds of it, and goes whole", async () => {
  const store = new MemoryRecordStore();
  const bridge = { "com.docker.network.bridge.name": "br-t1" };
  await (await open(store)).create(op, wish({ Name: "t1", EnableIPv6: true, Options: bridge }));
  expect(sh("nft list tables")).toContain("table ip6 gantry_br_t1");
  sh("ip link del br-t1; nft delete table ip gantry_br_t1; nft delete table ip6 gantry_br_t1");
  const again = await open(store);
  expect(sh("ip -br link show br-t1; nft list tables")).toMatch(/br-t1[\s\S]*table ip gantry_br_t1/);
  await again.remove(op, "t1");
  expect(sh("ip -br link; nft list tables")).not.toContain("t1");
  expect(sh("cat /proc/sys/net/ipv6/conf/all/forwarding").trim()).toBe("0");
});

test("a bridge without a record was left by a crash, and is taken away", async () => {
  const service = await open(new MemoryRecordStore());
  await service.create(op, wish({ Name: "t2", Options: { "com.docker.network.bridge.name": "br-t2" } }));
  await open(new MemoryRecordStore());
  expect(sh("ip -br link; nft list tables")).not.toContain("t2");
});

function request(name: string) {
  return {
    containerId: name.padEnd(64, "0"),
    containerName: name,
    hostname: name,
    networkMode: "t3",
    endpoints: {},
    exposedPorts: [],
    portBindings: {},
    publishAllPorts: false,
    sysctls: {},
  };
}

/** A client in the namespace, which asks for the name `two` from the same port again and again. */
async function clientIn(netns: number) {
  const { fd } = await kernel.openSocket(op, { netns, protocol: "udp", family: "ipv4" });
  let answered = Promise.withResolvers<string>();
  const socket = await Bun.udpSocket({
    fd,
    binaryType: "buffer",
    socket: { data: (_, bytes) => answered.resolve([...Buffer.from(bytes).subarray(-4)].join(".")) },
  } as Bun.udp.SocketOptions<"buffer">);
  return {
    ask: (): Promise<string> => {
      answered = Promise.withResolvers();
      socket.send(Buffer.from(`000701000001000000000000${"0374776f00"}00010001`, "hex"), 53, "127.0.0.11");
      return Promise.race([answered.promise, Bun.sleep(2_000).then(() => "no answer")]);
    },
    close: () => socket.close(),
  };
}

test("a container finds its neighbour by name, in its own namespace, also after it has been away", async () => {
  const service = await open(new MemoryRecordStore());
  await service.create(op, wish({ Name: "t3" }));
  const [one, two] = [await service.acquire(op, request("one")), await service.acquire(op, request("two"))];
  const client = await clientIn(one.netns ?? -1);
  const address = two.settings.networks["t3"]?.IPAddress ?? "";
  expect(await client.ask()).toBe(address);
  const containerId = request("one").containerId;
  await service.detach(op, containerId, "t3");
  await service.attach(op, { containerId, network: "t3", asked: emptyEndpoint });
  expect(await client.ask()).toBe(address);
  client.close();
  const refusal = await service.remove(op, "t3").catch((error: Error) => error.message);
  expect(refusal).toContain("network t3 has active endpoints");
  for (const lease of [one, two]) closeFd(lease.netns ?? -1);
  for (const name of ["one", "two"]) await service.release(op, name.padEnd(64, "0"));
  await service.remove(op, "t3");
});
