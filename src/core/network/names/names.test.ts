import { expect, test } from "bun:test";
import { recordTypes } from "#formats/dns/message.ts";
import { chooseGateways } from "../gateway-choice.ts";
import { localAnswer } from "./answer.ts";
import { NameTable } from "./name-table.ts";

const names = new NameTable();
names.set({ endpointId: "1", names: ["web", "both"], ipv4: "10.0.0.2", ipv6: "fd00::2" });
names.set({ endpointId: "2", names: ["db", "Both"], ipv4: "10.0.0.3", ipv6: undefined });
const network = { network: "Net", names, links: new Map([["alias", "db"]]) };

function ask(name: string, type: number = recordTypes.a) {
  const reply = localAnswer({ name, type, class: 1 }, [network]);
  return reply?.answers?.map(({ data }) => Buffer.from(data).toString("hex")).sort();
}

test("names, aliases, links and names of the network, in any case", () => {
  expect(ask("WEB")).toEqual(["0a000002"]);
  expect(ask("web.net")).toEqual(["0a000002"]);
  expect(ask("both")).toEqual(["0a000002", "0a000003"]);
  expect(ask("alias")).toEqual(["0a000003"]);
  expect(ask("nobody")).toBeUndefined();
});

test("a known name has an answer for every type", () => {
  expect(ask("db", recordTypes.aaaa)).toEqual([]);
  expect(ask("web", 15)).toEqual([]);
});

test("addresses have a name", () => {
  expect(ask("2.0.0.10.in-addr.arpa", recordTypes.ptr)).toEqual([Buffer.from("\x03web\x03Net\0").toString("hex")]);
  expect(ask("9.0.0.10.in-addr.arpa", recordTypes.ptr)).toBeUndefined();
});

test("who leaves is forgotten", () => {
  const table = new NameTable();
  table.set({ endpointId: "1", names: ["a"], ipv4: "10.0.0.2", ipv6: undefined });
  table.set({ endpointId: "1", names: ["b"], ipv4: "10.0.0.2", ipv6: undefined });
  expect([table.find("a"), table.find("b")?.ipv4, table.nameOf("10.0.0.2")]).toEqual([undefined, ["10.0.0.2"], "b"]);
  table.delete("1");
  expect([table.find("b"), table.nameOf("10.0.0.2")]).toEqual([undefined, undefined]);
});

test("default routes: priority, both families, name", () => {
  const both = { priority: 0, ipv4: true, ipv6: true };
  const four = { priority: 0, ipv4: true, ipv6: false };
  expect(
    chooseGateways([
      { network: "b", ...four },
      { network: "a", ...four },
    ]),
  ).toEqual({ ipv4: "a", ipv6: undefined });
  expect(
    chooseGateways([
      { network: "a", ...four },
      { network: "b", ...both },
    ]),
  ).toEqual({ ipv4: "b", ipv6: "b" });
  expect(
    chooseGateways([
      { network: "a", ...both },
      { network: "b", ...four, priority: 1 },
    ]),
  ).toEqual({
    ipv4: "b",
    ipv6: "a",
  });
});
