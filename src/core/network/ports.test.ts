import { describe, expect, test } from "bun:test";
import { connectivityFailed, hostPortNotBound, networkingFailed, networkNotFound, portAllocated } from "./errors.ts";
import { parseContainerPort, parseHostPort } from "./port-spec.ts";
import { PortTable } from "./port-table.ts";
import {
  checkPortBindings,
  type PublicationRequest,
  portMapOf,
  publicationsIn,
  publicationsOf,
} from "./publication.ts";

const host = { hostAddress: "0.0.0.0", ipv6: true };

describe("port specifications", () => {
  test("of containers", () => {
    expect(parseContainerPort("80/udp")).toEqual({ port: 80, protocol: "udp" });
    expect(parseContainerPort("80")).toEqual({ port: 80, protocol: "tcp" });
    for (const bad of ["", "x/tcp", "65536/tcp", "-1/tcp"]) expect(parseContainerPort(bad)).toBeUndefined();
  });

  test("of hosts", () => {
    expect(parseHostPort("8080")).toEqual({ first: 8080, last: 8080 });
    expect(parseHostPort("8080-8090")).toEqual({ first: 8080, last: 8090 });
    expect(parseHostPort("")).toBeUndefined();
    for (const bad of ["x", "1-", "9-8", "1-2-3", "65536"]) expect(parseHostPort(bad)).toBe("invalid");
  });

  test("are refused at create in Docker's words", () => {
    const bind = (key: string, HostPort: string) => () => checkPortBindings({ [key]: [{ HostIp: "", HostPort }] });
    expect(bind("80/tcp", "x")).toThrow('invalid port specification: "x"');
    expect(bind("x/tcp", "80")).toThrow('invalid port specification: "x"');
    expect(bind("80/sctp", "80")).not.toThrow();
    expect(bind("80/tcp", "8080-8090")).not.toThrow();
  });
});

describe("publications", () => {
  const input = {
    exposedPorts: ["443/tcp", "80/tcp", "53/udp"],
    portBindings: {
      "80/tcp": [
        { HostIp: "", HostPort: "8080" },
        { HostIp: "127.0.0.1", HostPort: "8081-8082" },
      ],
      "9/tcp": [{ HostIp: "", HostPort: "9" }],
    },
    publishAllPorts: false,
  };

  test("only of exposed ports, in order, on both families where no address is said", () => {
    expect(publicationsOf(input, host)).toEqual([
      {
        key: "80/tcp",
        protocol: "tcp",
        containerPort: 80,
        hostAddresses: ["0.0.0.0", "::"],
        hostPorts: { first: 8080, last: 8080 },
      },
      {
        key: "80/tcp",
        protocol: "tcp",
        containerPort: 80,
        hostAddresses: ["127.0.0.1"],
        hostPorts: { first: 8081, last: 8082 },
      },
    ]);
    const [first] = publicationsOf(input, { hostAddress: "10.0.0.1", ipv6: true });
    expect(first?.hostAddresses).toEqual(["10.0.0.1"]);
  });

  test("of all exposed ports with -P", () => {
    const all = publicationsOf({ ...input, publishAllPorts: true }, { ...host, ipv6: false });
    expect(all.map(({ key, hostPorts }) => [key, hostPorts?.first])).toEqual([
      ["53/udp", undefined],
      ["80/tcp", 8080],
      ["80/tcp", 8081],
      ["443/tcp", undefined],
    ]);
  });

  test("show as inspect shows them, and are read back", () => {
    const publications = publicationsOf(input, host).map(({ hostPorts, ...rest }) => ({
      ...rest,
      hostPort: hostPorts?.first ?? 0,
    }));
    const map = portMapOf(input, publications);
    expect(map).toEqual({
      "53/udp": null,
      "80/tcp": [
        { HostIp: "0.0.0.0", HostPort: "8080" },
        { HostIp: "::", HostPort: "8080" },
        { HostIp: "127.0.0.1", HostPort: "8081" },
      ],
      "443/tcp": null,
    });
    expect(portMapOf(input, publicationsIn(map))).toEqual(map);
  });

  test("of an address that is none are refused", () => {
    const bad = { ...input, portBindings: { "80/tcp": [{ HostIp: "1.2.3", HostPort: "" }] } };
    expect(() => publicationsOf(bad, host)).toThrow('invalid IP address in port binding: "1.2.3"');
  });
});

describe("the table of host ports", () => {
  const request = (change: Partial<PublicationRequest> = {}): PublicationRequest => ({
    key: "80/tcp",
    protocol: "tcp",
    containerPort: 80,
    hostAddresses: ["0.0.0.0"],
    hostPorts: { first: 80, last: 82 },
    ...change,
  });
  const take = (table: PortTable, hostPort: number, change: Partial<PublicationRequest> = {}) => {
    const { hostPorts: _, ...rest } = request(change);
    table.take({ ...rest, hostPort });
    return { ...rest, hostPort };
  };

  test("gives what is free in a range", () => {
    const table = new PortTable({ ephemeral: { first: 100, last: 102 } });
    const held = take(table, 80);
    expect([...table.candidates(request())]).toEqual([81, 82]);
    table.release(held);
    expect([...table.candidates(request())]).toEqual([80, 81, 82]);
  });

  test("goes round the ephemeral range", () => {
    const table = new PortTable({ ephemeral: { first: 100, last: 102 } });
    const next = (): number | undefined =>
      table.candidates(request({ hostPorts: undefined })).next().value as number | undefined;
    expect([next(), next(), next(), next()]).toEqual([100, 101, 102, 100]);
    for (const port of [100, 101, 102]) take(table, port);
    expect(next()).toBeUndefined();
  });

  test("addresses collide with themselves and with all of their family", () => {
    const table = new PortTable({ ephemeral: { first: 100, last: 102 } });
    take(table, 80, { hostAddresses: ["127.0.0.1"] });
    const holder = (change: Partial<PublicationRequest>): string | undefined => table.holderOf(request(change), 80);
    expect(holder({ hostAddresses: ["0.0.0.0", "::"] })).toBe("127.0.0.1");
    expect(holder({ hostAddresses: ["127.0.0.1"] })).toBe("127.0.0.1");
    expect(holder({ hostAddresses: ["127.0.0.2"] })).toBeUndefined();
    expect(holder({ hostAddresses: ["::"] })).toBeUndefined();
    expect(holder({ hostAddresses: ["127.0.0.1"], protocol: "udp" })).toBeUndefined();
  });
});

test("errors are Docker's", () => {
  const endpoint = { name: "web", id: "abc" };
  const text = (error: Error): string => networkingFailed(connectivityFailed(endpoint, error)).message;
  const head =
    "failed to set up container networking: driver failed programming external connectivity on endpoint web (abc): ";
  expect(text(portAllocated("0.0.0.0", 8080))).toBe(`${head}Bind for 0.0.0.0:8080 failed: port is already allocated`);
  const binding = { hostPort: 7000, containerAddress: "172.17.0.2", containerPort: 80, protocol: "tcp" };
  const refused = hostPortNotBound({ hostAddress: "fd00::99", ...binding }, "cannot assign requested address");
  expect(text(refused)).toBe(
    `${head}failed to bind host port for [fd00::99]:7000:172.17.0.2:80/tcp: cannot assign requested address`,
  );
  expect(networkingFailed(networkNotFound("nope"))).toMatchObject({
    kind: "not-found",
    message: "failed to set up container networking: network nope not found",
  });
});
