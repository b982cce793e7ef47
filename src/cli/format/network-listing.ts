import type { NetworkInspect } from "#api/types.gen.ts";
import type { Listing } from "./table.ts";
import { goTimeNano, shortId } from "./text.ts";

/** What `network ls` can show of a network. */
export function networkListing({ truncate }: { readonly truncate: boolean }): Listing<NetworkInspect> {
  const column = (header: string, value: (network: NetworkInspect) => string) => ({ header, value });
  return {
    typeName: "*network.networkContext",
    columns: {
      ID: column("NETWORK ID", ({ Id }) => (truncate ? shortId(Id) : Id)),
      Name: column("NAME", ({ Name }) => Name),
      Driver: column("DRIVER", ({ Driver }) => Driver),
      Scope: column("SCOPE", ({ Scope }) => Scope),
      IPv4: column("IPV4", ({ EnableIPv4 }) => String(EnableIPv4)),
      IPv6: column("IPV6", ({ EnableIPv6 }) => String(EnableIPv6)),
      Internal: column("INTERNAL", ({ Internal }) => String(Internal)),
      Labels: column("LABELS", ({ Labels }) => labelsText(Labels ?? {})),
      CreatedAt: column("CREATED AT", ({ Created }) => goTimeNano(Created)),
    },
    methods: { Label: ({ Labels }, key) => Labels?.[key] ?? "" },
    raw: [
      ["network_id", "ID"],
      ["name", "Name"],
      ["driver", "Driver"],
      ["scope", "Scope"],
    ],
  };
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.sort().join(",");
}
