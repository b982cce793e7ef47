import { networkCreate } from "#client/network-create.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { pairsOf } from "../../container-spec/key-values.ts";
import { checkLabel } from "../../container-spec/names.ts";
import { commaList, list, map } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import { subnetConfigs } from "../../values/subnets.ts";

export const command = {
  usage: "[OPTIONS] NETWORK",
  arguments: exactly(1),
  flags: {
    attachable: bool({ usage: "Enable joining by hand for containers of a swarm" }),
    "aux-address": map({ usage: "Address that no container gets (name=address)" }),
    "config-from": string({ usage: "Network to take the configuration from" }),
    "config-only": bool({ usage: "Create a configuration only" }),
    driver: string({ short: "d", default: "bridge", usage: "Driver of the network" }),
    gateway: commaList({ usage: "Gateway of a subnet" }),
    ingress: bool({ usage: "Create the routing mesh of a swarm" }),
    internal: bool({ usage: "Restrict it to itself: nothing comes in or out" }),
    "ip-range": commaList({ usage: "Part of a subnet that containers get addresses of" }),
    "ipam-driver": string({ default: "default", usage: "Driver that gives out addresses" }),
    "ipam-opt": map({ usage: "Option of the driver that gives out addresses" }),
    ipv4: bool({ default: true, usage: "Enable IPv4 addresses" }),
    ipv6: bool({ usage: "Enable IPv6 addresses" }),
    label: list({ usage: "Give the network a label", check: checkLabel }),
    opt: map({ short: "o", usage: "Option of the driver" }),
    scope: string({ usage: "Scope of the network" }),
    subnet: commaList({ usage: "Subnet (CIDR)" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [name = ""], changed }) => {
  const config = subnetConfigs({
    subnets: flags.subnet,
    ranges: flags["ip-range"],
    gateways: flags.gateway,
    auxiliary: flags["aux-address"],
  });
  const created = await networkCreate(op, client, {
    Name: name,
    Driver: flags.driver,
    Options: flags.opt,
    IPAM: { Driver: flags["ipam-driver"], Config: config, Options: flags["ipam-opt"] },
    Scope: flags.scope,
    Internal: flags.internal,
    Ingress: flags.ingress,
    Attachable: flags.attachable,
    ConfigOnly: flags["config-only"],
    ConfigFrom: flags["config-from"] === "" ? null : { Network: flags["config-from"] },
    ...(changed("ipv4") ? { EnableIPv4: flags.ipv4 } : {}),
    ...(changed("ipv6") ? { EnableIPv6: flags.ipv6 } : {}),
    Labels: pairsOf(flags.label),
  });
  io.stdout.write(`${created.Id}\n`);
});
