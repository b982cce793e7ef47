import { expect, test } from "bun:test";
import { linkEnvironment } from "./environment.ts";
import { linkHostsEntries, updatedHosts, withoutAlias } from "./hosts.ts";
import { linkText, parseLink, splitLinkName } from "./link.ts";

test("links are read as Docker reads them", () => {
  expect(parseLink("db:store")).toEqual({ ref: "db", alias: "store" });
  expect(parseLink("db")).toEqual({ ref: "db", alias: "db" });
  expect(parseLink("/db:/web/store")).toEqual({ ref: "db", alias: "store" });
  expect(parseLink("db:")).toEqual({ ref: "db", alias: "" });
  expect(() => parseLink("a:b:c")).toThrow("bad format for links: a:b:c");
  expect(() => parseLink("")).toThrow("empty string specified for links");
});

test("a link's own name", () => {
  expect(linkText({ target: "db", parent: "web", alias: "store" })).toBe("/db:/web/store");
  expect(splitLinkName("/web/store")).toEqual({ parent: "web", alias: "store" });
  expect(splitLinkName("web")).toBeUndefined();
  expect(splitLinkName("a/b/c")).toBeUndefined();
});

/** Recorded from dockerd 28.5. */
test("the variables of a linked container", () => {
  const exposedPorts = ["5432/tcp", "80/udp", "5433/tcp", "80/tcp", "81/udp", "7/sctp"];
  const environment = ["SECRET=1", "HOME=/x", "PATH=/bin", "EMPTY=", "NOEQ"];
  const told = linkEnvironment({ fullName: "/web/my-db", address: "10.0.0.2", environment, exposedPorts });
  const port = (name: string, protocol: string, number: number) => [
    `MY_DB_PORT_${name}=${protocol}://10.0.0.2:${number}`,
    `MY_DB_PORT_${name}_ADDR=10.0.0.2`,
    `MY_DB_PORT_${name}_PORT=${number}`,
    `MY_DB_PORT_${name}_PROTO=${protocol}`,
  ];
  const row = (name: string, protocol: string, [low, high]: readonly [number, number]) => [
    `MY_DB_PORT_${name}_START=${protocol}://10.0.0.2:${low}`,
    `MY_DB_PORT_${name}_PORT_START=${low}`,
    `MY_DB_PORT_${name}_END=${protocol}://10.0.0.2:${high}`,
    `MY_DB_PORT_${name}_PORT_END=${high}`,
  ];
  expect(told).toEqual([
    "MY_DB_PORT=tcp://10.0.0.2:80",
    ...port("80_TCP", "tcp", 80),
    ...port("5432_TCP", "tcp", 5432),
    ...port("5433_TCP", "tcp", 5433),
    ...port("7_SCTP", "sctp", 7),
    ...row("5432_TCP", "tcp", [5432, 5433]),
    ...port("80_UDP", "udp", 80),
    ...port("81_UDP", "udp", 81),
    ...row("80_UDP", "udp", [80, 81]),
    "MY_DB_NAME=/web/my-db",
    "MY_DB_ENV_SECRET=1",
    "MY_DB_ENV_EMPTY=",
  ]);
  expect(linkEnvironment({ fullName: "/web/x", address: "", environment: [], exposedPorts: [] })).toEqual([
    "X_NAME=/web/x",
  ]);
});

test("lines of the hosts file", () => {
  const addresses = { IPAddress: "10.0.0.2", GlobalIPv6Address: "fd00::2" };
  const linked = { alias: "store", hostname: "0123456789ab", name: "db" };
  expect(linkHostsEntries(linked, addresses)).toEqual([
    { address: "10.0.0.2", names: ["store", "0123456789ab", "db"] },
    { address: "fd00::2", names: ["store", "0123456789ab", "db"] },
  ]);
  expect(linkHostsEntries({ ...linked, alias: "db" }, { ...addresses, GlobalIPv6Address: "" })).toEqual([
    { address: "10.0.0.2", names: ["db", "0123456789ab"] },
  ]);
});

test("a linked container that has started again is found by its new address", () => {
  const text = "127.0.0.1\tlocalhost\n10.0.0.2\tstore 0123 db\n# store\nfd00::2\tstore 0123 db\n10.0.0.9\tstored\n";
  const addresses = { IPAddress: "10.0.0.7", GlobalIPv6Address: "fd00::7" };
  expect(updatedHosts(text, { aliases: ["store"], addresses })).toBe(
    "127.0.0.1\tlocalhost\n10.0.0.7\tstore 0123 db\n# store\nfd00::7\tstore 0123 db\n10.0.0.9\tstored\n",
  );
  expect(withoutAlias(text, "store")).toBe("127.0.0.1\tlocalhost\n# store\n10.0.0.9\tstored\n");
});
