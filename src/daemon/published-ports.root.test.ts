import { describe, expect, test } from "bun:test";
import { zeroValue } from "#api/decode.ts";
import {
  acquire,
  ask,
  bind,
  failure,
  kernelFlows,
  lan,
  mapOf,
  networks,
  op,
  reopen,
  ruleset,
  serve,
  sh,
  start,
  useNetworks,
  within,
} from "./networks.test-support.ts";

useNetworks();

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

  /** What others on the LAN get of a container's own address, by port. */
  async function directly(container: { readonly pid: number }, ...ports: readonly number[]): Promise<string[]> {
    for (const port of ports) await serve(container.pid, port, "inside");
    within(lan.pid, "ip", "route", "replace", "172.16.0.0/12", "via", "10.123.0.1");
    return ports.map((port) => ask(lan.pid, "172.17.0.2", port));
  }

  test("are closed by the container's own address, unless direct routing is allowed", async () => {
    expect(await directly(await start("one", bind("80/tcp", "8080")), 80)).toEqual([""]);
  });

  test("are the ones that direct routing opens, for as long as one is published", async () => {
    await reopen({ directRouting: true });
    const first = bind("80/tcp", "8080").portBindings["80/tcp"]!;
    const portBindings = {
      "80/tcp": [...first, { HostIp: "", HostPort: "8081" }],
      "82/tcp": [{ HostIp: "127.0.0.1", HostPort: "8082" }],
    };
    const one = await start("one", { portBindings, exposedPorts: Object.keys(portBindings) });
    expect(await directly(one, 80, 81, 82)).toEqual(["inside", "", "inside"]);
    expect(ask(lan.pid, "10.123.0.1", 8081)).toBe("inside");
    expect(ruleset()).toMatch(/set open \{[^}]*172\.17\.0\.2 \. tcp \. 80\b/);
    await networks.service.release(op, one.id);
    expect(ruleset()).not.toContain("172.17.0.2");
  });

  test("are open through a user-defined network's trusted interfaces only", async () => {
    for (const [trusted, answer] of [
      ["nosuch0:lan0", "inside"],
      ["nosuch0", ""],
    ] as const) {
      const name = `n-${answer}`;
      const options = { "com.docker.network.bridge.trusted_host_interfaces": trusted };
      await networks.service.create(op, {
        ...zeroValue("NetworkCreateRequest"),
        ...{ Name: name, Options: options, IPAM: { Driver: "", Options: null, Config: [{ Subnet: "172.30.0.0/24" }] } },
      });
      const one = await start("one", { ...bind("80/tcp", "8080"), networkMode: name });
      await serve(one.pid, 80, "inside");
      within(lan.pid, "ip", "route", "replace", "172.16.0.0/12", "via", "10.123.0.1");
      expect([trusted, ask(lan.pid, "172.30.0.2", 80)]).toEqual([trusted, answer]);
      await networks.service.release(op, one.id);
      await networks.service.remove(op, name);
    }
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
    await reopen({ firewall: false });
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
