import { describe, expect, test } from "bun:test";
import type { NetworkCreateRequest } from "#api/types.gen.ts";
import { defaultPools, uniqueLocalPool } from "../address-ranges.ts";
import { checkDriverRequest, checkNetworkRequest } from "./check-request.ts";
import { planSubnets, prefixOf } from "./plan-subnets.ts";

const empty: NetworkCreateRequest = {
  Name: "n",
  Driver: "",
  Scope: "",
  IPAM: null,
  Internal: false,
  Attachable: false,
  Ingress: false,
  ConfigOnly: false,
  ConfigFrom: null,
  Options: null,
  Labels: null,
};
const ipam = (...Config: object[]) =>
  ({ IPAM: { Driver: "", Options: null, Config } }) as Partial<NetworkCreateRequest>;
const option = (name: string, value: string) => ({ Options: { [`com.docker.network.${name}`]: value } });

/** Answers of dockerd 28.5. */
const refusals: ReadonlyArray<readonly [Partial<NetworkCreateRequest>, string]> = [
  [{ Name: "" }, "invalid name: name is empty"],
  [{ Name: "bridge" }, "operation is not permitted on predefined bridge network "],
  [{ Driver: "nope" }, 'plugin "nope" not found'],
  [{ Driver: "host" }, 'only one instance of "host" network is allowed'],
  [{ Driver: "macvlan" }, "not supported: network driver macvlan"],
  [{ Ingress: true }, "Ingress network can only be global scope network"],
  [{ Scope: "swarm" }, "cannot create a swarm scoped network when swarm is not active"],
  [{ EnableIPv4: false }, "IPv4 or IPv6 must be enabled"],
  [
    ipam({ Subnet: "10.52.0.300/24" }),
    "invalid network config:\ninvalid subnet 10.52.0.300/24: invalid CIDR block notation",
  ],
  [ipam({ Subnet: "10.52.0.3/24" }), "invalid network config:\ninvalid subnet 10.52.0.3/24: it should be 10.52.0.0/24"],
  [
    ipam({ Subnet: "10.52.0.0/24", Gateway: "10.1.1.1" }),
    "invalid network config:\ninvalid gateway 10.1.1.1: parent subnet 10.52.0.0/24 doesn't contain this address",
  ],
  [
    ipam({ Subnet: "10.52.0.0/24", IPRange: "10.53.0.0/24" }),
    "invalid network config:\ninvalid ip-range 10.53.0.0/24: parent subnet 10.52.0.0/24 doesn't contain ip-range",
  ],
  [
    ipam({ Subnet: "10.52.0.0/24", AuxiliaryAddresses: { a: "zz" } }),
    "invalid network config:\ninvalid auxiliary address a: invalid address",
  ],
  [ipam({}), "invalid network config:\ninvalid subnet : invalid CIDR block notation"],
  [
    option("bridge.enable_icc", "zz"),
    'failed to parse com.docker.network.bridge.enable_icc value: zz (strconv.ParseBool: parsing "zz": invalid syntax)',
  ],
  [
    option("driver.mtu", "zz"),
    'failed to parse com.docker.network.driver.mtu value: zz (strconv.Atoi: parsing "zz": invalid syntax)',
  ],
  [option("driver.mtu", "-2"), "invalid MTU number: -2"],
  [
    option("bridge.host_binding_ipv4", "zz"),
    "failed to parse com.docker.network.bridge.host_binding_ipv4 value: zz (nil ip)",
  ],
  [option("bridge.name", "0123456789012345678"), "numerical result out of range"],
  [option("bridge.name", "a/b"), "invalid argument"],
  [option("enable_ipv6", "zz"), 'driver-opt "com.docker.network.enable_ipv6" is not a valid bool'],
  [option("bridge.gateway_mode_ipv4", "nat"), "not supported: com.docker.network.bridge.gateway_mode_ipv4"],
];

test.each(refusals)("%j", (change, message) => {
  expect(() => {
    const request = { ...empty, ...change };
    checkNetworkRequest(request);
    if (!request.ConfigOnly) checkDriverRequest(request);
  }).toThrow(message);
});

describe("subnets", () => {
  const wish = {
    ipv4: true,
    ipv6: false,
    subnets: [],
    pools: [...defaultPools, uniqueLocalPool(Uint8Array.from([9, 9, 9, 9, 9]))],
    networks: [prefixOf("172.17.0.0/16")],
    host: [prefixOf("172.18.4.0/24")],
  };

  test("one a family, past networks and the host", () => {
    expect(planSubnets({ ...wish, ipv6: true })).toMatchObject([
      { subnet: "172.19.0.0/16", gateway: "172.19.0.1", showsGateway: true, asked: false },
      { subnet: "fd09:909:909::/64", gateway: "fd09:909:909::1" },
    ]);
  });

  test("an asked one may lie over the host's, but not over another network's", () => {
    expect(planSubnets({ ...wish, subnets: [{ Subnet: "172.18.0.0/16" }] })).toMatchObject([
      { subnet: "172.18.0.0/16", gateway: "172.18.0.1", showsGateway: false, asked: true },
    ]);
    expect(() => planSubnets({ ...wish, subnets: [{ Subnet: "172.17.9.0/24" }] })).toThrow(
      "invalid pool request: Pool overlaps with other one on this address space",
    );
    expect(() => planSubnets({ ...wish, subnets: [{ Subnet: "10.1.0.0/24" }, { Subnet: "10.2.0.0/24" }] })).toThrow(
      "bridge driver doesn't support multiple subnets",
    );
  });

  test("an auxiliary address may not be the gateway's", () => {
    const subnets = [{ Subnet: "10.1.0.0/24", Gateway: "10.1.0.5", AuxiliaryAddresses: { a: "10.1.0.5" } }];
    expect(() => planSubnets({ ...wish, subnets })).toThrow(
      "failed to allocate secondary ip address (a:10.1.0.5): Address already in use",
    );
  });
});
