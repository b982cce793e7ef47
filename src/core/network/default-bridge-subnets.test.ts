import { expect, test } from "bun:test";
import { defaultPools, withIpv6 } from "./address-ranges.ts";
import { ipv4Subnet, ipv6Subnet } from "./default-bridge-subnets.ts";

const place = { subnet: "10.99.0.0/16", gateway: "10.99.0.1", isGiven: true };
const base = { pools: withIpv6(defaultPools, "an engine"), used: [] };

test("the range and the router of IPv4 are shown as dockerd shows them", () => {
  expect(ipv4Subnet(place, { range: "10.99.4.0/24", route: "10.99.0.7" })).toEqual({
    subnet: "10.99.0.0/16",
    range: "10.99.4.0/24",
    gateway: "10.99.0.1",
    showsGateway: true,
    auxiliary: { DefaultGatewayIPv4: "10.99.0.7" },
    asked: false,
    route: "10.99.0.7",
  });
});

test.each([
  [{ range: "nonsense" }, "parse fixed-cidr failed: invalid CIDR address: nonsense"],
  [{ range: "fd00::/64" }, "parse fixed-cidr failed: invalid CIDR address: fd00::/64"],
  [{ range: "10.97.0.0/24" }, "range '10.97.0.0/24' is not in subnet '10.99.0.0/16'"],
  [
    { route: "10.1.1.1" },
    'error creating default "bridge" network: auxiliary address: (DefaultGatewayIPv4:10.1.1.1) must belong to the master pool: 10.99.0.0/16',
  ],
])("refused: %j", (wish, reason) => {
  expect(() => ipv4Subnet(place, wish)).toThrow(`Error initializing network controller: ${reason}`);
});

test("the IPv6 subnet comes from bip6, else from the range, else from a range of the engine's own", () => {
  expect(ipv6Subnet({ ...base, address: "fd00:2::5/64", range: "fd00:2::1:0/112" })).toMatchObject({
    subnet: "fd00:2::/64",
    range: "fd00:2::1:0/112",
    gateway: "fd00:2::5",
    showsGateway: true,
  });
  expect(ipv6Subnet({ ...base, range: "fd00:1::/64" })).toMatchObject({ gateway: "fd00:1::1", showsGateway: false });
  const drawn = ipv6Subnet(base);
  expect(drawn.subnet).toMatch(/^fd[0-9a-f:]+\/64$/);
  expect(ipv6Subnet(base)).toEqual(drawn);
});

test("the subnet of a container that runs stays", () => {
  const running = { address: "fd00:7::2", prefixLength: 64, gateway: "fd00:7::1" };
  expect(ipv6Subnet({ ...base, running })).toMatchObject({ subnet: "fd00:7::/64", gateway: "fd00:7::1" });
});
