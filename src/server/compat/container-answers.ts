import { encode, encodeList } from "#api/encode.ts";
import type { ContainerInspectResponse, ContainerSummary, EndpointSettings } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";

type Rule<T> = { readonly before: string; readonly apply: (answer: T) => T };

const inspectRules: readonly Rule<ContainerInspectResponse>[] = [
  { before: "1.48", apply: ({ ImageManifestDescriptor: _, ...answer }) => answer },
  { before: "1.45", apply: withShortIdAlias },
];

const summaryRules: readonly Rule<ContainerSummary>[] = [
  { before: "1.48", apply: ({ ImageManifestDescriptor: _, ...summary }) => summary },
  {
    before: "1.46",
    apply: ({ HostConfig: { Annotations: _, ...HostConfig }, ...summary }) => ({ ...summary, HostConfig }),
  },
];

/** The answer of container inspect in the shape of a version. */
export function containerInspectFor(version: string, answer: ContainerInspectResponse): string {
  return encode("ContainerInspectResponse", applyRules(inspectRules, version)(answer));
}

/** The answer of container list in the shape of a version. */
export function containerListFor(version: string, containers: readonly ContainerSummary[]): Uint8Array {
  return encodeList("ContainerSummary", containers.map(applyRules(summaryRules, version)));
}

/** One row of it. */
export function containerSummaryFor(version: string, summary: ContainerSummary): ContainerSummary {
  return applyRules(summaryRules, version)(summary);
}

function applyRules<T>(rules: readonly Rule<T>[], version: string): (answer: T) => T {
  const due = rules.filter((rule) => isOlder(version, rule.before));
  return (answer) => due.reduce((result, rule) => rule.apply(result), answer);
}

/** The short id was an alias on user-defined networks. */
function withShortIdAlias(answer: ContainerInspectResponse): ContainerInspectResponse {
  const { NetworkSettings: settings, Config: config } = answer;
  if (settings === null) return answer;
  const added = [answer.Id.slice(0, 12), config?.Hostname ?? ""];
  const alias = (name: string, endpoint: EndpointSettings): EndpointSettings =>
    ["bridge", "host", "none", "default"].includes(name)
      ? endpoint
      : { ...endpoint, Aliases: [...new Set([...(endpoint.Aliases ?? []), ...added])] };
  const networks = Object.entries(settings.Networks ?? {}).map(([name, endpoint]) => [name, alias(name, endpoint)]);
  return { ...answer, NetworkSettings: { ...settings, Networks: Object.fromEntries(networks) } };
}
