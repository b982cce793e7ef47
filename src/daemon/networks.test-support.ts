import { afterAll, afterEach, beforeAll, beforeEach } from "bun:test";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { backgroundOp } from "#base/op.ts";
import type { EngineEvent } from "#core/events/contract.ts";
import type { NetworkConfig } from "#core/network/config.ts";
import type { NetworkLease, NetworkRequest, RunningLease } from "#core/network/contract.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { closeFd } from "#sys/fd.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { openLinuxKernel } from "#sys/kernel/linux.ts";
import { type Networks, openNetworks } from "./open-networks.ts";

export const op = backgroundOp();
const config: NetworkConfig = { identity: "test", execRoot: "/run/test" };

let kernel: Kernel;
export let lan: Holder;
export let events: Omit<EngineEvent, "timeNs">[] = [];
export let networks: Networks;
/** Also of daemons that have gone: their ports are held by this process until they are released. */
const opened: Networks[] = [];
export const held: NetworkLease[] = [];
const holders: Holder[] = [];

/** A process that keeps a namespace, as a container's first process does. */
interface Holder {
  readonly process: ChildProcess;
  readonly pid: number;
}

export async function holder(enter: readonly string[]): Promise<Holder> {
  const [command = "", ...args] = [...enter, "sh", "-c", "echo up; exec sleep 600"];
  const process = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(process.stdout ?? process, "data");
  const made = { process, pid: process.pid ?? 0 };
  holders.push(made);
  return made;
}

/** Runs a command in the namespace of a process. */
export function within(pid: number, ...command: string[]): string {
  const args = ["-t", String(pid), "-n", "--", ...command];
  return execFileSync("nsenter", args, { encoding: "utf8", timeout: 20_000, stdio: ["ignore", "pipe", "ignore"] });
}

export function sh(script: string): string {
  return execFileSync("sh", ["-c", script], { encoding: "utf8", timeout: 20_000 });
}

/** What a TCP server answers to a client in the namespace of `pid`; empty when it is not reached. */
export function ask(pid: number, address: string, port: number): string {
  const script = `busybox nc -w 1 ${address} ${port} </dev/null 2>/dev/null || true`;
  return within(pid, "sh", "-c", script).trim();
}

/** What a UDP server that sends back what comes answers to `hello`; empty when it is not reached. */
export function say(pid: number, address: string, port: number): string {
  const script = `
    const socket = await Bun.udpSocket({ socket: { data(_, bytes) { process.stdout.write(bytes); process.exit(); } } });
    socket.send("hello", ${port}, "${address}");
    setTimeout(() => process.exit(), 500);`;
  return within(pid, process.execPath, "-e", script);
}

/** Serves a port in a namespace: TCP says `text` to each client, UDP sends back what comes. */
export async function serve(pid: number, port: number, text: string): Promise<void> {
  const script = `
    Bun.listen({ hostname: "0.0.0.0", port: ${port}, socket: { open(s) { s.end(${JSON.stringify(`${text}\n`)}); }, data() {} } });
    await Bun.udpSocket({ port: ${port}, hostname: "0.0.0.0", socket: { data(s, bytes, p, a) { s.send(bytes, p, a); } } });
    console.log("up");`;
  const command = ["-t", String(pid), "-n", "--", process.execPath, "-e", script];
  const server = spawn("nsenter", command, { stdio: ["ignore", "pipe", "inherit"] });
  holders.push({ process: server, pid: server.pid ?? 0 });
  await once(server.stdout, "data");
}

export function request(name: string, change: Partial<NetworkRequest> = {}): NetworkRequest {
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

export function bind(key: string, HostPort: string, HostIp = ""): Pick<NetworkRequest, "portBindings"> {
  return { portBindings: { [key]: [{ HostIp, HostPort }] } };
}

export async function acquire(name: string, change: Partial<NetworkRequest> = {}): Promise<NetworkLease> {
  const lease = await networks.service.acquire(op, request(name, change));
  held.push(lease);
  return lease;
}

/** A container: its lease, and a process in its namespace. */
export async function start(name: string, change: Partial<NetworkRequest> = {}) {
  const lease = await acquire(name, change);
  const process = await holder(["nsenter", `--net=/proc/${globalThis.process.pid}/fd/${lease.netns}`, "--"]);
  return { lease, pid: process.pid, id: name.padEnd(64, "0"), request: request(name, change) };
}

export async function open(change: Partial<NetworkConfig> = {}): Promise<Networks> {
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

export function ruleset(): string {
  return sh("nft list ruleset");
}

export function linkNames(): string[] {
  return JSON.parse(sh("ip -j link")).map((link: { ifname: string }) => link.ifname);
}

export async function kernelFlows(): Promise<string> {
  const text = await Bun.file("/proc/net/nf_conntrack").text();
  return text
    .split("\n")
    .filter((line) => line.includes(" udp ") && line.includes("dport=5353"))
    .join("\n");
}

export function mapOf(keys: readonly string[], value: string): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

export async function failure(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

/** Each test has fresh networks in this process's namespace, and a neighbour on a LAN. */
export function useNetworks(): void {
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
    await reopen();
  });

  afterEach(async () => {
    for (const { service, close } of opened.splice(0)) {
      close();
      for (const name of ["one", "two", "three"]) await service.release(op, name.padEnd(64, "0"));
    }
    for (const { netns } of held.splice(0)) if (netns !== undefined) closeFd(netns);
    for (const { process } of holders.splice(0)) if (process !== lan.process) process.kill("SIGKILL");
    sh(
      "ip link del docker0 2>/dev/null; nft delete table ip gantry_docker0 2>/dev/null; nft delete table bridge gantry_docker0 2>/dev/null; true",
    );
  });

  afterAll(async () => {
    lan.process.kill("SIGKILL");
    await kernel[Symbol.asyncDispose]();
  });
}

/** Opens networks as a new daemon would, and lets them recover; the tests' helpers use them from then on. */
export async function reopen(
  change: Partial<NetworkConfig> = {},
  running: readonly RunningLease[] = [],
): Promise<Networks> {
  for (const former of opened) former.close();
  networks = await open(change);
  opened.push(networks);
  await networks.service.recover(op, running);
  return networks;
}
