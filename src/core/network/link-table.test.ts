import { expect, test } from "bun:test";
import { linkTable, portLinks } from "./link-table.ts";

const from = { link: "veth1", address: "10.0.0.2" };
const to = { link: "veth2", address: "10.0.0.3" };

test("the table of links, as text", () => {
  expect(linkTable("t", [{ from, to, ports: ["81/tcp", "80", "53/udp", "7/sctp", "80/tcp"] }])).toBe(`add table bridge t
delete table bridge t
table bridge t {
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname "veth1" oifname "veth2" arp saddr ip 10.0.0.2 arp daddr ip 10.0.0.3 accept
    iifname "veth1" oifname "veth2" ip saddr 10.0.0.2 ip daddr 10.0.0.3 icmp type { destination-unreachable, time-exceeded, parameter-problem } accept
    iifname "veth1" oifname "veth2" ip saddr 10.0.0.2 ip daddr 10.0.0.3 ip frag-off & 0x1fff != 0 accept
    iifname "veth1" oifname "veth2" ip saddr 10.0.0.2 ip daddr 10.0.0.3 tcp dport { 80, 81 } accept
    iifname "veth1" oifname "veth2" ip saddr 10.0.0.2 ip daddr 10.0.0.3 udp dport { 53 } accept
    iifname "veth1" oifname "veth2" ip saddr 10.0.0.2 ip daddr 10.0.0.3 sctp dport { 7 } accept
    iifname "veth2" oifname "veth1" arp saddr ip 10.0.0.3 arp daddr ip 10.0.0.2 accept
    iifname "veth2" oifname "veth1" ip saddr 10.0.0.3 ip daddr 10.0.0.2 icmp type { destination-unreachable, time-exceeded, parameter-problem } accept
    iifname "veth2" oifname "veth1" ip saddr 10.0.0.3 ip daddr 10.0.0.2 ip frag-off & 0x1fff != 0 accept
    iifname "veth2" oifname "veth1" ip saddr 10.0.0.3 ip daddr 10.0.0.2 tcp flags & (fin | syn | rst | ack) != syn tcp sport { 80, 81 } accept
    iifname "veth2" oifname "veth1" ip saddr 10.0.0.3 ip daddr 10.0.0.2 udp sport { 53 } accept
    iifname "veth2" oifname "veth1" ip saddr 10.0.0.3 ip daddr 10.0.0.2 sctp sport { 7 } accept
    iifname { "veth1", "veth2" } drop
    oifname { "veth1", "veth2" } drop
  }
}
`);
  expect(linkTable("t", [])).toBe("add table bridge t\ndelete table bridge t\n");
});

test("links whose ends are there, each pair once", () => {
  const ends = new Map([
    ["a", from],
    ["b", to],
  ]);
  const link = (first: string, second: string) => ({ from: first, to: second, ports: ["80/tcp"] });
  const links = portLinks([link("a", "b"), link("a", "c"), link("a", "b"), link("b", "b"), link("b", "a")], ends);
  expect(links.map(({ from: a, to: b }) => `${a.link} ${b.link}`)).toEqual(["veth1 veth2", "veth2 veth1"]);
});
