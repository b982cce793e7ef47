import { expect, test } from "bun:test";
import { hostsFile } from "./hosts.ts";
import { resolvConf } from "./resolv-conf.ts";

const plain = { hostname: "a90f3ebf765f", domainname: "", extraHosts: [], hostGateway: "172.17.0.1", ownAddresses: [] };
const head =
  "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\n" +
  "ff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

test("hosts as Docker 28.5 writes them", () => {
  expect(hostsFile(plain)).toBe(head);
  expect(hostsFile({ ...plain, ownAddresses: ["172.17.0.2"] })).toBe(`${head}172.17.0.2\ta90f3ebf765f\n`);
  expect(
    hostsFile({
      ...plain,
      hostname: "box",
      domainname: "example.test",
      extraHosts: ["other:10.9.8.7", "gw:host-gateway", "v6:::1"],
      ownAddresses: ["172.17.0.2"],
    }),
  ).toBe(`${head}10.9.8.7\tother\n172.17.0.1\tgw\n::1\tv6\n172.17.0.2\tbox.example.test box\n`);
  expect(hostsFile({ ...plain, hostname: "a.b.c", ownAddresses: ["172.17.0.2"] })).toEndWith("172.17.0.2\ta.b.c a\n");
});

test("resolv.conf of the host, without what a container cannot reach", () => {
  const input = { host: "", servers: [], search: [], options: [], hostNetwork: false };
  const host =
    "# c\nnameserver 127.0.0.53\nnameserver 10.0.0.1\nnameserver fe80::1\ndomain x\nsearch a.test b.test\noptions ndots:2\n";
  expect(resolvConf({ ...input, host })).toBe("nameserver 10.0.0.1\nsearch a.test b.test\noptions ndots:2\n");
  expect(resolvConf({ ...input, host, hostNetwork: true })).toStartWith(
    "nameserver 127.0.0.53\nnameserver 10.0.0.1\nnameserver fe80::1\n",
  );
  expect(resolvConf(input)).toBe("nameserver 8.8.8.8\nnameserver 8.8.4.4\n");
  expect(resolvConf({ ...input, host, servers: ["10.1.1.1"], search: ["s.test"], options: ["ndots:3"] })).toBe(
    "nameserver 10.1.1.1\nsearch s.test\noptions ndots:3\n",
  );
  expect(resolvConf({ ...input, host, search: ["."] })).toBe("nameserver 10.0.0.1\noptions ndots:2\n");
});
