import { expect, test } from "bun:test";
import { acceptPlace, acceptRules, describeChain, droppingForwardChains, hasAcceptRules } from "./forward-block.ts";
import { addPublications, deletePublications, gatewayOf, tableOf, wholeTable } from "./nft-plan.ts";
import { formatSubnet, parseSubnet } from "./subnet.ts";

const subnet = parseSubnet("172.17.0.0/16") ?? { base: 0, prefixLength: 0 };
const any = {
  protocol: "tcp",
  hostAddress: "0.0.0.0",
  hostPort: 8080,
  containerAddress: "172.17.0.2",
  containerPort: 80,
};
const loopback = { ...any, protocol: "udp", hostAddress: "127.0.0.1" };

test("the table of a bridge, as text", () => {
  const ipv4 = { subnet: formatSubnet(subnet), gateway: gatewayOf(subnet) };
  const plan = { table: tableOf("docker0"), bridge: "docker0", ipv4 };
  expect(wholeTable({ ...plan, masquerade: true, forwardPolicy: "drop" }, [any])).toBe(`add table ip gantry_docker0
delete table ip gantry_docker0
table ip gantry_docker0 {
  map published { type inet_proto . inet_service : ipv4_addr . inet_service
  }
  map published_at { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
  }
  chain guard {
    type filter hook prerouting priority raw; policy accept;
    iifname "docker0" ip daddr 127.0.0.0/8 drop
    iifname != "docker0" ip daddr 172.17.0.0/16 ip daddr != 172.17.0.1 drop
  }
  chain publish {
    meta l4proto { tcp, udp } dnat ip to ip daddr . meta l4proto . th dport map @published_at
    meta l4proto { tcp, udp } dnat ip to meta l4proto . th dport map @published
  }
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    ip daddr != 127.0.0.0/8 fib daddr type local jump publish
  }
  chain output {
    type nat hook output priority -100; policy accept;
    fib daddr type local jump publish
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname != "docker0" ip saddr 172.17.0.0/16 masquerade
    oifname "docker0" ip saddr 127.0.0.0/8 masquerade
    oifname "docker0" ip saddr 172.17.0.0/16 ct status dnat masquerade
  }
  set others { type ifname;
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    oifname "docker0" ct state established,related accept
    oifname "docker0" ct status dnat accept
    iifname "docker0" oifname "docker0" accept
    oifname "docker0" drop
    iifname "docker0" accept
    iifname @others accept
    oifname @others accept
  }
}
add element ip gantry_docker0 published { tcp . 8080 : 172.17.0.2 . 80 }
`);
});

test("ports are elements of maps", () => {
  expect(addPublications({ table: "t" }, [any, loopback])).toBe(
    "add element ip t published { tcp . 8080 : 172.17.0.2 . 80 }\n" +
      "add element ip t published_at { 127.0.0.1 . udp . 8080 : 172.17.0.2 . 80 }\n",
  );
  expect(deletePublications({ table: "t" }, [any, loopback])).toBe(
    "delete element ip t published { tcp . 8080 }\ndelete element ip t published_at { 127.0.0.1 . udp . 8080 }\n",
  );
  expect(tableOf("br-a.1")).toBe("gantry_br_a_1");
});

test("ports that are open by the containers' addresses stay so while one publication of them does", () => {
  const table = { table: "t", direct: ["eth1"] };
  const second = { ...any, hostPort: 8081 };
  const open = "element ip t open { 172.17.0.2 . tcp . 80 }\n";
  expect(addPublications(table, [any, second]).endsWith(`}\nadd ${open}`)).toBe(true);
  expect(deletePublications(table, [any], [any, second])).not.toContain("open");
  expect(deletePublications(table, [any, second], [any, second])).toEndWith(`}\ndelete ${open}`);
  const ipv4 = { subnet: "172.17.0.0/16", gateway: "172.17.0.1" };
  const plan = { table: "t", bridge: "b", ipv4, masquerade: true, forwardPolicy: "accept" } as const;
  const ofInterface = wholeTable({ ...plan, direct: ["eth1"] }, []);
  expect(ofInterface).toContain('iifname { "eth1" } ip daddr 172.17.0.0/16 ip daddr != 172.17.0.1 accept\n');
  expect(ofInterface).toContain('iifname { "eth1" } oifname "b" meta l4proto { tcp, udp, sctp } ip daddr .');
  expect(wholeTable({ ...plan, direct: "any" }, [])).not.toContain("ip daddr 172.17.0.0/16");
});

test("foreign chains that drop are found, and opened where iptables would", () => {
  const chain = (family: string, table: string, name: string, more: object) => ({
    chain: { family, table, name, ...more },
  });
  const dropping = { type: "filter", hook: "forward", policy: "drop" };
  const list = [
    { metainfo: { version: "1.0.6" } },
    chain("ip", "filter", "FORWARD", dropping),
    chain("ip6", "filter", "FORWARD", dropping),
    chain("inet", "wall", "f", dropping),
    chain("ip", "gantry_docker0", "forward", dropping),
    chain("ip", "x", "input", { ...dropping, hook: "input" }),
    chain("ip", "x", "plain", {}),
  ];
  const json = JSON.stringify({ nftables: list });
  const found = droppingForwardChains(json, "gantry_docker0");
  expect(found.map(describeChain)).toEqual(["ip filter FORWARD", "inet wall f"]);
  expect(found.map((foreign) => acceptPlace(json, foreign))).toEqual(["ip filter FORWARD", undefined]);
  const withUser = JSON.stringify({ nftables: [...list, chain("ip", "filter", "DOCKER-USER", {})] });
  expect(acceptPlace(withUser, found[0] ?? { family: "", table: "", chain: "", policy: "" })).toBe(
    "ip filter DOCKER-USER",
  );
});

test("rules that are there are not added again", () => {
  expect(acceptRules("ip filter FORWARD", "docker0")).toBe(
    'add rule ip filter FORWARD iifname "docker0" accept\nadd rule ip filter FORWARD oifname "docker0" accept\n',
  );
  const text = '\t\tiifname "docker0" accept\n\t\toifname "docker0" counter packets 1 bytes 2 accept\n';
  expect(hasAcceptRules(text, "docker0")).toBeTrue();
  expect(hasAcceptRules(text, "docker")).toBeFalse();
  expect(hasAcceptRules(text.replace("oifname", "iifname"), "docker0")).toBeFalse();
});
