import { networkConnect } from "#client/network-connect.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { checkLink } from "../../container-spec/names.ts";
import { emptyState } from "../../container-spec/network.ts";
import { list } from "../../flags/lists.ts";
import { integer, string } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] NETWORK CONTAINER",
  arguments: exactly(2),
  flags: {
    alias: list({ usage: "Another name of the container in the network", type: "strings" }),
    "driver-opt": list({ usage: "Option of the driver for this container", type: "strings" }),
    "gw-priority": integer({ usage: "The highest number makes the default gateway; negative ones are allowed" }),
    ip: string({ usage: "IPv4 address (172.30.100.104)" }),
    ip6: string({ usage: "IPv6 address (2001:db8::33)" }),
    link: list({ usage: "Know another container by name", check: checkLink }),
    "link-local-ip": list({ usage: "Link-local address of either kind", type: "strings" }),
  },
} satisfies Command;

export const run = runs(command, async (op, _io, client, { flags, args: [network = "", container = ""] }) => {
  const options = flags["driver-opt"].map((text): [string, string] => {
    const at = text.indexOf("=");
    if (at < 0) throw new Error("invalid key/value pair format in driver options");
    return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  });
  const endpoint = {
    IPAMConfig: {
      ...(flags.ip === "" ? {} : { IPv4Address: flags.ip }),
      ...(flags.ip6 === "" ? {} : { IPv6Address: flags.ip6 }),
      ...(flags["link-local-ip"].length === 0 ? {} : { LinkLocalIPs: flags["link-local-ip"] }),
    },
    Links: flags.link.length === 0 ? null : flags.link,
    Aliases: flags.alias,
    DriverOpts: Object.fromEntries(options),
    GwPriority: flags["gw-priority"],
    MacAddress: "",
    ...emptyState,
  };
  await networkConnect(op, client, network, { container, endpoint });
});
