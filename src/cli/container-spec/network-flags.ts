import { list, parsedList } from "../flags/lists.ts";
import { bool, string } from "../flags/scalars.ts";
import { checkDnsSearch, checkExtraHost, checkIpAddress, checkLink } from "./names.ts";
import { parseNetwork } from "./network.ts";

const network = { type: "network", usage: "Network to join", parse: parseNetwork };
const alias = { usage: "Another name of the container on its network" };
const dnsOption = { usage: "Option of the resolver" };

/** Flags about names, addresses and ports. */
export const networkFlags = {
  "add-host": list({ usage: "Add a line to /etc/hosts (host:ip)", check: checkExtraHost }),
  dns: list({ usage: "Name server to ask", check: checkIpAddress }),
  "dns-opt": list({ ...dnsOption, hidden: true }),
  "dns-option": list(dnsOption),
  "dns-search": list({ usage: "Domain to search names in", check: checkDnsSearch }),
  domainname: string({ usage: "NIS domain name of the container" }),
  expose: list({ usage: "Say that a port or a range of ports is used" }),
  hostname: string({ short: "h", usage: "Host name of the container" }),
  ip: string({ usage: "IPv4 address (172.30.100.104)" }),
  ip6: string({ usage: "IPv6 address (2001:db8::33)" }),
  link: list({ usage: "Know another container by name", check: checkLink }),
  "link-local-ip": list({ usage: "Link-local address of either kind" }),
  "mac-address": string({ usage: "Hardware address (92:d0:c6:0a:29:33)" }),
  net: parsedList({ ...network, hidden: true }),
  "net-alias": list({ ...alias, hidden: true }),
  network: parsedList(network),
  "network-alias": list(alias),
  publish: list({ short: "p", usage: "Publish ports on the host" }),
  "publish-all": bool({ short: "P", usage: "Publish all exposed ports on ports that are free" }),
};
