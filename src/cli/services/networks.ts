import { networkInspectText } from "#client/network-inspect.ts";
import { type NetworkChoice, parseNetwork } from "../container-spec/network.ts";
import { list, parsedList } from "../flags/lists.ts";
import { type Asking, part, setOrDelete } from "./part.ts";
import type { NetworkAttachment } from "./service.ts";

const byTarget = (a: NetworkAttachment, b: NetworkAttachment): number => (a.Target < b.Target ? -1 : 1);

async function idOf({ op, client }: Asking, name: string): Promise<string> {
  const { Id } = JSON.parse(await networkInspectText(op, client, name, { scope: "swarm" })) as { readonly Id: string };
  return Id;
}

async function attachment(asking: Asking, { name, aliases, driverOptions }: NetworkChoice): Promise<NetworkAttachment> {
  return {
    Target: await idOf(asking, name),
    ...(aliases.length === 0 ? {} : { Aliases: aliases }),
    ...(Object.keys(driverOptions).length === 0 ? {} : { DriverOpts: driverOptions }),
  };
}

export const networks = part({
  createFlags: { network: parsedList({ type: "network", usage: "Network to join", parse: parseNetwork }) },
  updateFlags: {
    "network-add": parsedList({ type: "network", usage: "Network to join", parse: parseNetwork }),
    "network-rm": list({ usage: "Network to leave" }),
  },
  async create(spec, { flags }, asking) {
    const attachments: NetworkAttachment[] = [];
    for (const choice of flags.network) attachments.push(await attachment(asking, choice));
    setOrDelete(spec.TaskTemplate, "Networks", attachments.sort(byTarget));
  },
  async update(spec, { flags, changed }, asking) {
    if (!changed("network-add") && !changed("network-rm")) return;
    const { TaskTemplate, Networks: older = [] } = spec;
    const before = TaskTemplate.Networks ?? older;
    delete spec.Networks;
    const removed = new Set<string>();
    for (const name of flags["network-rm"]) removed.add(await idOf(asking, name));
    const attachments = before.filter(({ Target }) => !removed.has(Target));
    for (const choice of flags["network-add"]) {
      const added = await attachment(asking, choice);
      if (attachments.some(({ Target }) => Target === added.Target)) {
        throw new Error(`service is already attached to network ${choice.name}`);
      }
      attachments.push(added);
    }
    setOrDelete(TaskTemplate, "Networks", attachments.sort(byTarget));
  },
});
