import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { RunningLease } from "#core/network/contract.ts";
import { closeFd } from "#sys/fd.ts";
import {
  acquire,
  ask,
  bind,
  events,
  failure,
  held,
  lan,
  linkNames,
  networks,
  op,
  reopen,
  request,
  ruleset,
  serve,
  sh,
  start,
  useNetworks,
  within,
} from "./networks.test-support.ts";

useNetworks();

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
    await reopen({ interContainer: false });
    const one = await start("one");
    const two = await start("two");
    await serve(one.pid, 80, "inside");
    expect(ask(two.pid, "172.17.0.2", 80)).toBe("");
    expect(ask(process.pid, "172.17.0.2", 80)).toBe("inside");
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
    const next = await reopen({}, [running]);
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
    await reopen({}, [lease]);
    await serve(one.pid, 80, "inside");
    expect(ask(process.pid, "172.17.0.2", 80)).toBe("inside");
    sh("for l in $(ip -o link | grep -o 'veth[0-9a-f]*'); do ip link del $l; done");
    await reopen({}, [lease]);
    while (ask(process.pid, "172.17.0.2", 80) !== "inside") await Bun.sleep(1);
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
        await reopen();
      }
      expect(networks.forwardBlockedBy()).toBe("inet wall f");
      expect(
        sh("iptables-nft -S FORWARD")
          .split("\n")
          .filter((line) => line.includes("docker0")),
      ).toHaveLength(2);
      sh("nft delete table inet wall");
      await reopen();
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
    await reopen();
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
