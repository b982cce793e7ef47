import { describe, expect, test } from "bun:test";
import type { RunningLease } from "#core/network/contract.ts";
import {
  ask,
  networks,
  op,
  reopen,
  ruleset,
  say,
  serve,
  sh,
  start,
  useNetworks,
  within,
} from "./networks.test-support.ts";

useNetworks();

describe("without --icc", () => {
  const id = (name: string): string => name.padEnd(64, "0");
  const links = [{ from: id("two"), to: id("one"), ports: ["80/tcp", "80/udp"] }];
  const portsOf = () =>
    JSON.parse(sh("ip -j -d link show type veth"))
      .filter((link: { master?: string }) => link.master === "docker0")
      .map((link: { linkinfo: { info_slave_data: { isolated: boolean } } }) => link.linkinfo.info_slave_data.isolated);

  /** `two` links to `one`; `three` to nobody. Bridged packets pass the bridge's rules alone, whatever the host does. */
  async function linked() {
    sh("sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null || true");
    await reopen({ interContainer: false });
    const [one, two, three] = [await start("one"), await start("two", { links }), await start("three")];
    for (const { pid } of [one, two, three]) for (const port of [80, 81]) await serve(pid, port, `port ${port}`);
    return { one, two, three };
  }

  test("a container reaches the exposed ports of one that it links to, and nothing else", async () => {
    const { one, two, three } = await linked();
    expect(ask(two.pid, "172.17.0.2", 80)).toBe("port 80");
    expect(ask(two.pid, "172.17.0.2", 81)).toBe("");
    expect(ask(one.pid, "172.17.0.3", 80)).toBe("");
    expect(ask(three.pid, "172.17.0.2", 80)).toBe("");
    expect(ask(two.pid, "172.17.0.4", 80)).toBe("");
    expect(ask(process.pid, "172.17.0.2", 81)).toBe("port 81");
    expect(say(two.pid, "172.17.0.2", 80)).toBe("hello");
    expect(say(two.pid, "172.17.0.2", 81)).toBe("");
    expect(portsOf()).toEqual([false, false, true]);
  });

  test("a third container that takes the linked one's address, or answers from its port, does not pass", async () => {
    const { one, two, three } = await linked();
    const asTwo = "ip addr del 172.17.0.4/16 dev eth0; ip addr add 172.17.0.3/16 dev eth0";
    within(three.pid, "sh", "-c", asTwo);
    expect(ask(three.pid, "172.17.0.2", 80)).toBe("");
    const fromPort = `busybox nc -w 1 -p 80 172.17.0.3 81 </dev/null 2>/dev/null || true`;
    expect(within(one.pid, "sh", "-c", fromPort)).toBe("");
    expect(ask(two.pid, "172.17.0.2", 80)).toBe("port 80");
  });

  test("the rules go with either end, and come back with it", async () => {
    const { two } = await linked();
    expect(ruleset()).toContain("table bridge gantry_docker0");
    await networks.service.release(op, id("one"));
    expect(ruleset()).not.toContain("table bridge");
    expect(portsOf().filter((isolated: boolean) => !isolated)).toEqual([]);
    const again = await start("one", { links });
    await serve(again.pid, 80, "again");
    const address = again.lease.settings.hostAddresses[0] ?? "";
    expect(ask(two.pid, address, 80)).toBe("again");
    await networks.service.unlink(op, { from: id("two"), to: id("one") });
    expect(ask(two.pid, address, 80)).toBe("");
    expect(ruleset()).not.toContain("table bridge");
  });

  test("a new daemon takes links over, ends those that are no more, and opens all with --icc", async () => {
    const { one, two, three } = await linked();
    const leases = (more: object): RunningLease[] =>
      [one, two, three].map(({ id: containerId, pid, request: asked, lease }) => ({
        ...{ containerId, containerName: containerId.replaceAll("0", ""), pid, settings: lease.settings },
        request: { ...asked, ...more },
      }));
    await reopen({ interContainer: false }, leases({}));
    expect(ask(two.pid, "172.17.0.2", 80)).toBe("port 80");
    expect(ask(two.pid, "172.17.0.2", 81)).toBe("");
    sh("nft flush ruleset");
    while (!ruleset().includes("table bridge gantry_docker0")) await Bun.sleep(10);
    expect(ask(two.pid, "172.17.0.2", 80)).toBe("port 80");
    expect(ask(three.pid, "172.17.0.2", 80)).toBe("");
    await reopen({ interContainer: false }, leases({ links: [] }));
    expect(ruleset()).not.toContain("table bridge");
    expect(portsOf()).toEqual([true, true, true]);
    expect(ask(two.pid, "172.17.0.2", 80)).toBe("");
    await reopen({}, leases({}));
    expect(portsOf()).toEqual([false, false, false]);
    // Its neighbour was asked for in vain just now: the kernel asks again only later.
    while (ask(three.pid, "172.17.0.2", 81) !== "port 81") await Bun.sleep(10);
  });
});
