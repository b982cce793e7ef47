import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { backgroundOp } from "#base/op.ts";
import type { EngineEvent } from "#core/events/contract.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type { NetworkLease, NetworkRequest, RunningLease } from "#core/network/contract.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { closeFd } from "#sys/fd.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { openLinuxKernel } from "#sys/kernel/linux.ts";
import { type Networks, openNetworks } from "./open-networks.ts";

const op = backgroundOp();
const config: NetworkConfig = { identity: "test", execRoot: "/run/test" };

let kernel: Kernel;
let lan: Holder;
let events: Omit<EngineEvent, "timeNs">[] = [];
let networks: Networks;
const held: NetworkLease[] = [];
const holders: Holder[] = [];

/** A process that keeps a namespace, as a container's first process does. */
interface Holder {
  readonly process: ChildProcess;
  readonly pid: number;
}

async function holder(enter: readonly string[]): Promise<Holder> {
  const [command = "", ...args] = [...enter, "sh", "-c", "echo up; exec sleep 600"];
  const process = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(process.stdout ?? process, "data");
  const made = { process, pid: process.pid ?? 0 };
  holders.push(made);
  return made;
}

/** Runs a command in the namespace of a process. */
function within(pid: number, ...command: string[]): string {
  const args = ["-t", String(pid), "-n", "--", ...command];
  return execFileSync("nsenter", args, { encoding: "utf8", timeout: 20_000, stdio: ["ignore", "pipe", "ignore"] });
}

function sh(script: string): string {
  return execFileSync("sh", ["-c", script], { encoding: "utf8", timeout: 20_000 });
}

/** What a TCP server answers to a client in the namespace of `pid`; empty when it is not reached. */
function ask(pid: number, address: string, port: number): string {
  const script = `busybox nc -w 1 ${address} ${port} </dev/null 2>/dev/null || true`;
  return within(pid, "sh", "-c", script).trim();
}

/** Serves a port in a namespace: TCP says `text` to each client, UDP sends back what comes. */
async function serve(pid: number, port: number, text: string): Promise<void> {
  const script = `
    Bun.listen({ hostname: "0.0.0.0", port: ${port}, socket: { open(s) { s.end(${JSON.stringify(`${text}\n`)}); }, data() {} } });
    await Bun.udpSocket({ port: ${port}, hostname: "0.0.0.0", socket: { data(s, bytes, p, a) { s.send(bytes, p, a); } } });
    console.log("up");`;
  const command = ["-t", String(pid), "-n", "--", process.execPath, "-e", script];
  const server = spawn("nsenter", command, { stdio: ["ignore", "pipe", "inherit"] });
  holders.push({ process: server, pid: server.pid ?? 0 });
  await once(server.stdout, "data");
}

function request(name: string, change: Partial<NetworkRequest> = {}): NetworkRequest {
  return {
    containerId: name.padEnd(64, "0"),
    containerName: name,
    hostname: name,
    networkMode: "bridge",
    endpoints: {},
    exposedPorts: Object.keys(change.portBindings ?? {}),
    portBindings: {},
    publishAllPorts: false,
    sysctls: {},
    ...change,
  };
}

function bind(key: string, HostPort: string, HostIp = ""): Pick<NetworkRequest, "portBindings"> {
  return { portBindings: { [key]: [{ HostIp, HostPort }] } };
}

async function acquire(name: string, change: Partial<NetworkRequest> = {}): Promise<NetworkLease> {
  const lease = await networks.service.acquire(op, request(name, change));
  held.push(lease);
  return lease;
}

/** A container: its lease, and a process in its namespace. */
async function start(name: string, change: Partial<NetworkRequest> = {}) {
  const lease = await acquire(name, change);
  const process = await holder(["nsenter", `--net=/proc/${globalThis.process.pid}/fd/${lease.netns}`, "--"]);
  return { lease, pid: process.pid, id: name.padEnd(64, "0"), request: request(name, change) };
}

async function open(change: Partial<NetworkConfig> = {}): Promise<Networks> {
  events = [];
  const sink = { emit: (event: Omit<EngineEvent, "timeNs">) => void events.push(event) };
  return await openNetworks(op, {
    kernel,
    store: new MemoryRecordStore(),
    config: { ...config, ...change },
    events: sink,
    log: op.log,
  });
}

function ruleset(): string {
  return sh("nft list ruleset");
}

function linkNames(): string[] {
  return JSON.parse(sh("ip -j link")).map((link: { ifname: string }) => link.ifname);
}

async function kernelFlows(): Promise<string> {
  const text = await Bun.file("/proc/net/nf_conntrack").text();
  return text
    .split("\n")
    .filter((line) => line.includes(" udp ") && line.includes("dport=5353"))
    .join("\n");
}

function mapOf(keys: readonly string[], value: string): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

async function failure(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

beforeAll(async () => {
  kernel = openLinuxKernel();
  sh(
    "ip link set lo up; ip link add lan0 type veth peer name lan1; ip addr add 10.123.0.1/24 dev lan0; ip link set lan0 up",
  );
  lan = await holder(["unshare", "--net", "--"]);
  sh(`ip link set lan1 netns ${lan.pid}`);
  within(lan.pid, "sh", "-c", "ip addr add 10.123.0.2/24 dev lan1; ip link set lan1 up; ip link set lo up");
});

beforeEach(async () => {
  networks = await open();
  await networks.service.recover(op, []);
});

afterEach(async () => {
  for (const name of ["one", "two", "three"]) await networks.service.release(op, name.padEnd(64, "0"));
  for (const { netns } of held.splice(0)) if (netns !== undefined) closeFd(netns);
  for (const { process } of holders.splice(0)) if (process !== lan.process) process.kill("SIGKILL");
  sh("ip link del docker0 2>/dev/null; nft delete table ip gantry_docker0 2>/dev/null; true");
});

afterAll(async () => {
  lan.process.kill("SIGKILL");
  await kernel[Symbol.asyncDispose]();
});

describe("a container on the bridge", () => {
  test("has the lowest address, a route and no IPv6, and shows it", async () => {
    const { lease, pid } = await start("one");
    expect(lease.settings).toMatchObject({
      ports: {},
      hostAddresses: ["172.17.0.2"],
      hostGateway: "172.17.0.1",
      networks: {
        bridge: { IPAddress: "172.17.0.2", IPPrefixLen: 16, Gateway: "172.17.0.1", MacAddress: "02:42:ac:11:00:02" },
      },
    });
    const addresses = within(pid, "ip", "addr", "show", "eth0");
    expect(addresses).toContain("inet 172.17.0.2/16 brd 172.17.255.255");
    expect(addresses).not.toContain("inet6");
    expect(within(pid, "ip", "route")).toContain("default via 172.17.0.1 dev eth0");
    const view = await networks.service.inspect(op, "bridge", { verbose: false, scope: "" });
    expect(view.Containers).toMatchObject({ ["one".padEnd(64, "0")]: { Name: "one", IPv4Address: "172.17.0.2/16" } });
  });

  test("reaches others and the world, and others reach it only from the bridge", async () => {
    const one = await start("one");
    const two = await start("two");
    await serve(one.pid, 80, "inside");
    await serve(lan.pid, 8000, "world");
    expect(ask(two.pid, "172.17.0.2", 80)).toBe("inside");
    expect(ask(process.pid, "172.17.0.2", 80)).toBe("inside");
    within(lan.pid, "ip", "route", "add", "172.17.0.0/16", "via", "10.123.0.1");
    expect(ask(lan.pid, "172.17.0.2", 80)).toBe("");
    within(lan.pid, "ip", "route", "del", "172.17.0.0/16");
    expect(ask(one.pid, "10.123.0.2", 8000)).toBe("world");
  });

  test("leaves nothing after release", async () => {
    const before = ruleset();
    const one = await start("one", bind("80/tcp", "8080"));
    expect(ruleset()).not.toBe(before);
    await networks.service.release(op, one.id);
    await networks.service.release(op, one.id);
    expect(ruleset()).toBe(before);
    for (const { netns } of held.splice(0)) closeFd(netns ?? -1);
    process.kill(one.pid, "SIGKILL");
    while (linkNames().some((name) => name.startsWith("veth"))) await Bun.sleep(5);
    expect((await start("one")).lease.settings.hostAddresses).toEqual(["172.17.0.2"]);
    expect(events.map(({ action, attributes }) => `${action} ${attributes["name"]} ${attributes["type"]}`)).toEqual([
      "connect bridge bridge",
      "disconnect bridge bridge",
      "connect bridge bridge",
    ]);
  });

  test("cannot talk to its neighbours without --icc", async () => {
    networks = await open({ interContainer: false });
    await networks.service.recover(op, []);
    const one = await start("one");
    const two = await start("two");
    await serve(one.pid, 80, "inside");
    expect(ask(two.pid, "172.17.0.2", 80)).toBe("");
    expect(ask(process.pid, "172.17.0.2", 80)).toBe("inside");
  });
});

describe("published ports", () => {
  test("serve both families, the LAN, the host, neighbours and the container itself", async () => {
    const one = await start("one", bind("80/tcp", "8080"));
    const two = await start("two");
    expect(one.lease.settings.ports).toEqual({
      "80/tcp": [
        { HostIp: "0.0.0.0", HostPort: "8080" },
        { HostIp: "::", HostPort: "8080" },
      ],
    });
    await serve(one.pid, 80, "inside");
    const askers = {
      lan: [lan.pid, "10.123.0.1"],
      "host by its address": [process.pid, "10.123.0.1"],
      "host by loopback": [process.pid, "127.0.0.1"],
      "neighbour by the host's address": [two.pid, "10.123.0.1"],
      "neighbour by the gateway": [two.pid, "172.17.0.1"],
      itself: [one.pid, "10.123.0.1"],
    } as const;
    const answers = Object.entries(askers).map(([who, [pid, address]]) => [who, ask(pid, address, 8080)]);
    expect(Object.fromEntries(answers)).toEqual(mapOf(Object.keys(askers), "inside"));
    const answer = await new Response(
      Bun.spawn(["busybox", "nc", "-w", "2", "::1", "8080"], { stdin: "ignore", stdout: "pipe" }).stdout,
    ).text();
    expect(answer.trim()).toBe("inside");
  });

  test("on loopback serve the host alone, whatever a neighbour routes", async () => {
    const one = await start("one", bind("80/tcp", "8081", "127.0.0.1"));
    await serve(one.pid, 80, "inside");
    expect(ask(process.pid, "127.0.0.1", 8081)).toBe("inside");
    expect(ask(lan.pid, "10.123.0.1", 8081)).toBe("");
    const trick =
      "sysctl -qw net.ipv4.conf.all.route_localnet=1; ip addr del 127.0.0.1/8 dev lo; ip route add 127.0.0.1 via 10.123.0.1";
    const back =
      "ip route del 127.0.0.1; ip addr add 127.0.0.1/8 dev lo; sysctl -qw net.ipv4.conf.all.route_localnet=0";
    within(lan.pid, "sh", "-c", trick);
    sh("sysctl -qw net.ipv4.conf.all.route_localnet=1");
    expect(ask(lan.pid, "127.0.0.1", 8081)).toBe("");
    sh("sysctl -qw net.ipv4.conf.all.route_localnet=0");
    within(lan.pid, "sh", "-c", back);
  });

  test("do not open the host's loopback to containers", async () => {
    const one = await start("one");
    await serve(process.pid, 9999, "secret");
    const trick =
      "ip addr del 127.0.0.1/8 dev lo; sysctl -qw net.ipv4.conf.all.route_localnet=1; ip route add 127.0.0.1 via 172.17.0.1";
    within(one.pid, "sh", "-c", trick);
    expect(ask(one.pid, "127.0.0.1", 9999)).toBe("");
  });

  test("serve UDP, by translation and by relay", async () => {
    const one = await start("one", bind("53/udp", "5353"));
    await serve(one.pid, 53, "inside");
    for (const [any, address] of [
      ["0.0.0.0", "127.0.0.1"],
      ["0.0.0.0", "10.123.0.1"],
      ["::", "::1"],
    ] as const) {
      const got = Promise.withResolvers<string>();
      const receive = (_: unknown, bytes: Buffer): void => got.resolve(bytes.toString());
      const client = await Bun.udpSocket({ hostname: any, socket: { data: receive } });
      client.send(`hello ${address}`, 5353, address);
      expect(await got.promise).toBe(`hello ${address}`);
      client.close();
    }
  });

  test("do not send a client's old UDP flow to whoever has the address next", async () => {
    const one = await start("one", bind("53/udp", "5353"));
    await serve(one.pid, 53, "inside");
    let got = Promise.withResolvers<string>();
    const receive = (_: unknown, bytes: Buffer): void => got.resolve(bytes.toString());
    const client = await Bun.udpSocket({ hostname: "0.0.0.0", socket: { data: receive } });
    client.send("first", 5353, "10.123.0.1");
    expect(await got.promise).toBe("first");
    await networks.service.release(op, one.id);
    const two = await start("two");
    expect(two.lease.settings.hostAddresses).toEqual(["172.17.0.2"]);
    await serve(two.pid, 53, "other");
    const three = await start("three", bind("53/udp", "5353"));
    await serve(three.pid, 53, "right");
    got = Promise.withResolvers<string>();
    client.send("second", 5353, "10.123.0.1");
    expect(await got.promise).toBe("second");
    const flows = await kernelFlows();
    expect(flows).toContain("src=172.17.0.3");
    expect(flows).not.toContain("src=172.17.0.2");
    client.close();
  });

  test("take a free one of a range, and any", async () => {
    const one = await acquire("one", bind("80/tcp", "9200-9201"));
    const two = await acquire("two", bind("80/tcp", "9200-9201"));
    const numbers = [one, two].map((lease) => lease.settings.ports["80/tcp"]?.[0]?.HostPort);
    expect(numbers).toEqual(["9200", "9201"]);
    expect(await failure(acquire("three", bind("80/tcp", "9200-9201")))).toEndWith(": all ports are allocated");
    const three = await acquire("three", { exposedPorts: ["80/tcp", "81/udp"], publishAllPorts: true });
    expect(Number(three.settings.ports["80/tcp"]?.[0]?.HostPort)).toBeGreaterThanOrEqual(32768);
    expect(Object.keys(three.settings.ports)).toEqual(["80/tcp", "81/udp"]);
  });

  test("say in Docker's words who has them, and leave nothing", async () => {
    await acquire("one", bind("80/tcp", "8080"));
    const before = ruleset();
    const head =
      /^failed to set up container networking: driver failed programming external connectivity on endpoint two \([0-9a-f]{64}\): /;
    const taken = await failure(acquire("two", bind("80/tcp", "8080")));
    expect(taken).toMatch(head);
    expect(taken.replace(head, "")).toBe("Bind for 0.0.0.0:8080 failed: port is already allocated");
    await serve(process.pid, 7000, "foreign");
    const foreign = await failure(acquire("two", bind("80/tcp", "7000")));
    expect(foreign.replace(head, "")).toBe(
      "failed to bind host port for 0.0.0.0:7000:172.17.0.3:80/tcp: address already in use",
    );
    const nowhere = await failure(acquire("two", bind("80/tcp", "7001", "1.2.3.4")));
    expect(nowhere.replace(head, "")).toBe(
      "failed to bind host port for 1.2.3.4:7001:172.17.0.3:80/tcp: cannot assign requested address",
    );
    expect(ruleset()).toBe(before);
    await acquire("two", bind("80/udp", "8080"));
  });

  test("are taken away from nobody: the host cannot use one", async () => {
    await acquire("one", bind("80/tcp", "8080"));
    expect(() => Bun.listen({ hostname: "0.0.0.0", port: 8080, socket: { data() {} } })).toThrow();
    await networks.service.release(op, "one".padEnd(64, "0"));
    Bun.listen({ hostname: "0.0.0.0", port: 8080, socket: { data() {} } }).stop();
  });

  test("work without a firewall, by relay", async () => {
    sh("nft delete table ip gantry_docker0");
    networks = await open({ firewall: false });
    await networks.service.recover(op, []);
    for (let round = 0; round < 3; round += 1) {
      const one = await start("one", bind("80/tcp", "8080"));
      await serve(one.pid, 80, "inside");
      for (const address of ["127.0.0.1", "::1"]) {
        const command = ["busybox", "nc", "-w", "2", address, "8080"];
        const client = Bun.spawn(command, { stdin: "ignore", stdout: "pipe" });
        expect((await new Response(client.stdout).text()).trim()).toBe("inside");
      }
      await networks.service.release(op, one.id);
    }
    expect(ruleset()).toBe("");
  });
});

describe("a new daemon", () => {
  test("keeps what runs, and takes away what does not", async () => {
    const one = await start("one", bind("80/tcp", "8080"));
    await start("two", bind("81/tcp", "8081"));
    const running: RunningLease = {
      containerId: one.id,
      containerName: "one",
      pid: one.pid,
      request: one.request,
      settings: one.lease.settings,
    };
    const next = await open();
    await next.service.recover(op, [running]);
    const rules = ruleset();
    expect(rules).toContain("tcp . 8080 : 172.17.0.2 . 80");
    expect(rules).not.toContain("8081");
    expect(linkNames().filter((name) => name.startsWith("veth"))).toHaveLength(1);
    await serve(one.pid, 80, "inside");
    expect(ask(lan.pid, "10.123.0.1", 8080)).toBe("inside");
    const three = await next.service.acquire(op, request("three"));
    expect(three.settings.hostAddresses).toEqual(["172.17.0.3"]);
    held.push(three);
    await next.service.release(op, three.settings.networks["bridge"] === undefined ? "" : "three".padEnd(64, "0"));
    await next.service.release(op, one.id);
    expect(ruleset()).not.toContain("8080");
  });

  test("puts a lost bridge and a lost wire back", async () => {
    const one = await start("one");
    const { containerName, containerId } = { containerName: "one", containerId: one.id };
    const lease = { containerId, containerName, pid: one.pid, request: one.request, settings: one.lease.settings };
    sh("ip link del docker0");
    const second = await open();
    await second.service.recover(op, [lease]);
    await serve(one.pid, 80, "inside");
    expect(ask(process.pid, "172.17.0.2", 80)).toBe("inside");
    sh("for l in $(ip -o link | grep -o 'veth[0-9a-f]*'); do ip link del $l; done");
    const third = await open();
    await third.service.recover(op, [lease]);
    expect(ask(process.pid, "172.17.0.2", 80)).toBe("inside");
  });

  test("repairs its table when somebody has flushed it", async () => {
    sh("nft flush ruleset");
    const one = await start("one", bind("80/tcp", "8080"));
    await serve(one.pid, 80, "inside");
    expect(ask(lan.pid, "10.123.0.1", 8080)).toBe("inside");
  });
});

describe("foreign firewalls", () => {
  test("a dropping FORWARD chain of iptables is opened once; another's is told", async () => {
    sh(
      "iptables-nft -P FORWARD DROP; nft 'add table inet wall; add chain inet wall f { type filter hook forward priority 10; policy drop; }'",
    );
    try {
      for (let i = 0; i < 2; i += 1) {
        networks = await open();
        await networks.service.recover(op, []);
      }
      expect(networks.forwardBlockedBy()).toBe("inet wall f");
      expect(
        sh("iptables-nft -S FORWARD")
          .split("\n")
          .filter((line) => line.includes("docker0")),
      ).toHaveLength(2);
      sh("nft delete table inet wall");
      networks = await open();
      await networks.service.recover(op, []);
      expect(networks.forwardBlockedBy()).toBeUndefined();
      const one = await start("one", bind("80/tcp", "8080"));
      await serve(one.pid, 80, "inside");
      expect(ask(lan.pid, "10.123.0.1", 8080)).toBe("inside");
    } finally {
      sh("nft flush ruleset");
    }
  });

  test("another engine's docker0 is left alone", async () => {
    sh(
      "nft delete table ip gantry_docker0; ip link del docker0; ip link add docker0 type bridge; ip addr add 172.17.0.1/16 dev docker0",
    );
    networks = await open();
    await networks.service.recover(op, []);
    const lease = await acquire("one");
    expect(lease.settings.hostAddresses).toEqual(["172.18.0.2"]);
    expect(linkNames()).toContain("gantry0");
    sh("ip link del gantry0; nft delete table ip gantry_gantry0");
  });
});

test("none has a loopback only, host and container:ID make nothing", async () => {
  const none = await start("one", { networkMode: "none", ...bind("80/tcp", "8080") });
  expect(JSON.parse(within(none.pid, "ip", "-j", "link"))).toHaveLength(1);
  expect(none.lease.settings.ports).toEqual({});
  const host = await acquire("two", { networkMode: "host" });
  expect(host.netns).toBeUndefined();
  expect(host.settings.sandboxKey).toBe("/run/test/netns/default");
  const joined = await acquire("three", { networkMode: "container:one", joinedPid: none.pid });
  expect(readFileSync(`/proc/self/fdinfo/${joined.netns}`, "utf8")).toContain("pos:");
  expect(joined.settings.networks).toEqual({});
  expect(await failure(acquire("three", { networkMode: "nope" }))).toBe(
    "failed to set up container networking: network nope not found",
  );
});
