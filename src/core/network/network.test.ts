import { describe, expect, test } from "bun:test";
import { bridgeAlias, type HostNetwork, isBridgeAddress, planBridge } from "./bridge-plan.ts";
import { chooseSubnet, defaultRanges } from "./default-subnet.ts";
import { hardwareAddressOf } from "./hardware-address.ts";
import { formatSubnet, overlaps, parseSubnet, type Subnet } from "./subnet.ts";

function subnet(text: string): Subnet {
  const parsed = parseSubnet(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

describe("subnets", () => {
  test("are named by their lowest address", () => {
    expect(formatSubnet(subnet("172.17.0.1/16"))).toBe("172.17.0.0/16");
    expect(formatSubnet(subnet("255.255.255.255/32"))).toBe("255.255.255.255/32");
    for (const bad of ["172.17.0.1", "172.17.0.1/33", "172.17.0/16", "::1/64", "1.2.3.4/"])
      expect(parseSubnet(bad)).toBeUndefined();
  });

  test("overlap in both directions", () => {
    expect(overlaps(subnet("172.16.0.0/12"), subnet("172.17.0.0/16"))).toBeTrue();
    expect(overlaps(subnet("172.17.3.0/24"), subnet("172.17.0.0/16"))).toBeTrue();
    expect(overlaps(subnet("172.18.0.0/16"), subnet("172.17.0.0/16"))).toBeFalse();
  });

  test("are chosen in Docker's order, past what is in use", () => {
    const choose = (...used: string[]): string => {
      const chosen = chooseSubnet(defaultRanges, used.map(subnet));
      return chosen === undefined ? "none" : formatSubnet(chosen);
    };
    expect(choose()).toBe("172.17.0.0/16");
    expect(choose("172.17.44.0/24", "172.18.0.1/32")).toBe("172.19.0.0/16");
    expect(choose("172.16.0.0/12")).toBe("192.168.0.0/20");
    expect(choose("172.16.0.0/12", "192.168.0.0/18")).toBe("192.168.64.0/20");
    expect(choose("0.0.0.0/0")).toBe("none");
  });
});

test("an address has a hardware address that goes with it", () => {
  expect(hardwareAddressOf("172.17.0.2")).toBe("02:42:ac:11:00:02");
  expect(hardwareAddressOf("fd00::1:2")).toBe("02:42:00:01:00:02");
  expect(() => hardwareAddressOf("x")).toThrow(RangeError);
});

describe("the plan of the bridge", () => {
  const empty: HostNetwork = { links: [], addresses: [], routes: [] };
  const link = { index: 3, name: "docker0", kind: "bridge", alias: "", master: undefined };
  const address = { linkIndex: 3, address: "172.17.0.1", prefixLength: 16 };
  const wish = { ranges: defaultRanges };
  const port = { index: 4, name: "veth1", kind: "veth", alias: "", master: 3 };

  test("on a fresh host", () => {
    expect(planBridge(empty, wish)).toEqual({
      name: "docker0",
      subnet: subnet("172.17.0.0/16"),
      gateway: "172.17.0.1",
      make: true,
      wrongAddresses: [],
      hasAddress: false,
      isGiven: false,
    });
  });

  test("a range makes the subnet where nothing else does, and must lie in it otherwise", () => {
    const range = subnet("172.17.4.0/24");
    expect(planBridge(empty, { ...wish, range })).toMatchObject({ subnet: range, gateway: "172.17.4.1" });
    const own = { links: [link, port], addresses: [address], routes: [] };
    expect(planBridge(own, { ...wish, name: "docker0", range })).toMatchObject({ gateway: "172.17.0.1" });
    const given = planBridge(empty, { ...wish, address: "172.17.0.9/16", range });
    expect(given).toMatchObject({ subnet: subnet("172.17.0.0/16"), gateway: "172.17.0.9", isGiven: true });
  });

  test("the router of running containers is no address of the bridge", () => {
    const running = { address: "172.17.0.2", prefixLength: 16, gateway: "172.17.0.7" };
    const own = { links: [link, port], addresses: [address], routes: [] };
    const plan = planBridge(own, { ...wish, name: "docker0", route: "172.17.0.7", runningAddress: running });
    expect(plan).toMatchObject({ gateway: "172.17.0.1", hasAddress: true });
  });

  test("its own bridge is found again, with its subnet", () => {
    const own = { ...link, alias: bridgeAlias };
    const host = { links: [own, port], addresses: [{ ...address, address: "172.20.0.1" }], routes: [] };
    expect(planBridge(host, wish)).toMatchObject({
      name: "docker0",
      gateway: "172.20.0.1",
      make: false,
      hasAddress: true,
    });
  });

  test("another engine's bridge is left alone, an unused one is taken", () => {
    const routes = [{ destination: { address: "172.17.0.0", prefixLength: 16 } }, { destination: undefined }];
    const theirs = planBridge({ links: [link], addresses: [address], routes }, wish);
    expect(theirs).toMatchObject({ name: "gantry0", gateway: "172.18.0.1", make: true });
    expect(planBridge({ ...empty, links: [link, port] }, wish).name).toBe("gantry0");
    expect(planBridge({ ...empty, links: [link] }, wish)).toMatchObject({ name: "docker0", make: false });
    expect(planBridge({ ...empty, links: [{ ...link, kind: "dummy" }] }, wish).name).toBe("gantry0");
  });

  test("--bip changes the address, --bridge must exist and keeps its own", () => {
    const own = { ...link, alias: bridgeAlias };
    const host = { links: [own], addresses: [address], routes: [] };
    expect(planBridge(host, { ...wish, address: "10.1.0.5/24" })).toMatchObject({
      subnet: subnet("10.1.0.0/24"),
      gateway: "10.1.0.5",
      wrongAddresses: [address],
      hasAddress: false,
    });
    expect(() => planBridge(empty, { ...wish, name: "br9" })).toThrow(
      "bridge device with non default name br9 must be created manually",
    );
    const named = { ...host, links: [{ ...link, name: "br9" }] };
    expect(planBridge(named, { ...wish, name: "br9" })).toMatchObject({ name: "br9", make: false, hasAddress: true });
  });

  test("running containers keep their subnet, whatever became of the bridge", () => {
    const runningAddress = { address: "172.30.0.9", prefixLength: 16, gateway: "172.30.0.1" };
    expect(planBridge(empty, { ...wish, runningAddress })).toMatchObject({ gateway: "172.30.0.1", make: true });
  });

  test("no free range is an error", () => {
    const routes = [{ destination: { address: "0.0.0.0", prefixLength: 0 } }];
    expect(() => planBridge({ ...empty, routes }, wish)).toThrow(
      "all predefined address pools have been fully subnetted",
    );
  });

  test.each([
    ["10.0.0.1/24", true],
    ["10.0.0.0/24", false],
    ["10.0.0.1", false],
    ["10.0.0.1/31", false],
    ["x/24", false],
  ])("%s as --bip: %p", (text, good) => expect(isBridgeAddress(text)).toBe(good));
});
