import { checkDnsSearch, checkIpAddress } from "../container-spec/names.ts";
import type { Flag } from "../flags/flag.ts";
import { list } from "../flags/lists.ts";
import { containerOf, part, setOrDelete } from "./part.ts";
import type { ServiceSpec } from "./service.ts";

interface Change {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** A list as it was with what is added, without what is taken away, in order. */
function changedList(before: readonly string[] | undefined, { add, remove }: Change): string[] {
  const removed = new Set(remove);
  return [...new Set([...(before ?? []), ...add])].filter((text) => !removed.has(text)).sort();
}

const added = (usage: string, check?: (text: string) => string): Flag<readonly string[]> =>
  list({ usage, ...(check === undefined ? {} : { check }) });

export const constraints = part({
  createFlags: { constraint: added("What nodes must be like") },
  updateFlags: {
    "constraint-add": added("What nodes must be like"),
    "constraint-rm": added("What nodes need not be like any more"),
  },
  create(spec, { flags }) {
    if (flags.constraint.length > 0) placementOf(spec).Constraints = [...flags.constraint];
  },
  update(spec, { flags, changed }) {
    if (!changed("constraint-add") && !changed("constraint-rm")) return;
    const placement = placementOf(spec);
    const change = { add: flags["constraint-add"], remove: flags["constraint-rm"] };
    setOrDelete(placement, "Constraints", changedList(placement.Constraints, change));
  },
});

export const groups = part({
  createFlags: { group: added("Another group of the user") },
  updateFlags: { "group-add": added("Another group of the user"), "group-rm": added("Take a group from the user") },
  create(spec, { flags }) {
    setOrDelete(containerOf(spec), "Groups", [...flags.group]);
  },
  update(spec, { flags, changed }) {
    if (!changed("group-add") && !changed("group-rm")) return;
    const container = containerOf(spec);
    const change = { add: flags["group-add"], remove: flags["group-rm"] };
    setOrDelete(container, "Groups", changedList(container.Groups, change));
  },
});

const dnsUsage = "Name server to ask";
const optionUsage = "Option of the resolver";
const searchUsage = "Domain to search names in";

export const nameServers = part({
  createFlags: {
    dns: added(dnsUsage, checkIpAddress),
    "dns-option": added(optionUsage),
    "dns-search": added(searchUsage, checkDnsSearch),
  },
  updateFlags: {
    "dns-add": added(dnsUsage, checkIpAddress),
    "dns-rm": added("Name server not to ask any more"),
    "dns-option-add": added(optionUsage),
    "dns-option-rm": added("Take an option from the resolver"),
    "dns-search-add": added(searchUsage, checkDnsSearch),
    "dns-search-rm": added("Domain not to search names in any more"),
  },
  create(spec, { flags }) {
    const config = {};
    setOrDelete<NameServers, "Nameservers">(config, "Nameservers", [...flags.dns]);
    setOrDelete<NameServers, "Search">(config, "Search", [...flags["dns-search"]]);
    setOrDelete<NameServers, "Options">(config, "Options", [...flags["dns-option"]]);
    containerOf(spec).DNSConfig = config;
  },
  update(spec, { flags, changed }) {
    const names = ["dns-add", "dns-rm", "dns-option-add", "dns-option-rm", "dns-search-add", "dns-search-rm"] as const;
    if (!names.some(changed)) return;
    const before = containerOf(spec).DNSConfig ?? {};
    const config = {};
    const list = (key: keyof NameServers, add: readonly string[], remove: readonly string[]): void =>
      setOrDelete<NameServers, keyof NameServers>(config, key, changedList(before[key], { add, remove }));
    list("Nameservers", flags["dns-add"], flags["dns-rm"]);
    list("Search", flags["dns-search-add"], flags["dns-search-rm"]);
    list("Options", flags["dns-option-add"], flags["dns-option-rm"]);
    containerOf(spec).DNSConfig = config;
  },
});

type NameServers = NonNullable<NonNullable<ServiceSpec["TaskTemplate"]["ContainerSpec"]>["DNSConfig"]>;

export function placementOf(spec: ServiceSpec): NonNullable<ServiceSpec["TaskTemplate"]["Placement"]> {
  spec.TaskTemplate.Placement ??= {};
  return spec.TaskTemplate.Placement;
}
