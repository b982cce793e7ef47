import { parsePortRange } from "#formats/port-spec/port-range.ts";
import { type PublishedPort, parsePublishedPorts } from "#formats/port-spec/published-ports.ts";
import { WrongValue } from "../shape/kind.ts";
import { isList, isMap, type Tree, type TreeMap, typeName } from "../tree/value.ts";

/** Ports of a service in long form: one entry may stand for several. @throws WrongValue */
export function portsInStack(value: Tree): Tree {
  if (!isList(value)) throw new WrongValue(`invalid type ${typeName(value)} for port`);
  return value.flatMap((entry): Tree[] => {
    if (isMap(entry)) return [entry];
    if (typeof entry === "string" || Number.isInteger(entry)) return longForms(String(entry));
    throw new WrongValue(`invalid type ${typeName(entry)} for port`);
  });
}

function longForms(text: string): TreeMap[] {
  return publishedInOrder(text).flatMap(({ port, protocol, hostPort }) => {
    const form = (published: readonly (readonly [string, number])[]): TreeMap =>
      new Map<string, Tree>([["mode", "ingress"], ["target", port], ...published, ["protocol", protocol]]);
    if (hostPort === "") return [form([])];
    const { first, last } = parsePortRange(hostPort);
    return Array.from({ length: last - first + 1 }, (_, index) => form([["published", first + index]]));
  });
}

/** Ports of containers in the order of their texts. */
function publishedInOrder(text: string): PublishedPort[] {
  const keyOf = ({ port, protocol }: PublishedPort): string => `${port}/${protocol}`;
  const byKey = (left: PublishedPort, right: PublishedPort): number => (keyOf(left) < keyOf(right) ? -1 : 1);
  return parsePublishedPorts(text).sort(byKey);
}

/** What is said of ports that are bound to an address: a service listens on all. */
export function ignoredAddresses(value: Tree): string[] {
  if (!isList(value)) return [];
  return value.flatMap((entry) =>
    typeof entry === "string"
      ? publishedInOrder(entry)
          .filter(({ hostIp }) => hostIp !== "" && hostIp !== "0.0.0.0")
          .map(({ hostIp, hostPort, port, protocol }) => {
            const host = hostIp.includes(":") ? `[${hostIp}]` : hostIp;
            return `ignoring IP-address (${host}:${hostPort}:${port}/${protocol}) service will listen on '0.0.0.0'`;
          })
      : [],
  );
}
