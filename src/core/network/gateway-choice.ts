/** One network of a container, as far as the choice of its default routes depends on it. */
export interface GatewayCandidate {
  readonly network: string;
  /** `GwPriority` of the endpoint. */
  readonly priority: number;
  /** Whether the network leads out in this family. */
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

/** The networks that a container's default routes lead to; undefined: it has none in that family. */
export interface GatewayChoice {
  readonly ipv4: string | undefined;
  readonly ipv6: string | undefined;
}

/** The highest priority, then the one that leads out in both families, then the first by name; as Docker chooses. */
export function chooseGateways(candidates: readonly GatewayCandidate[]): GatewayChoice {
  const ordered = [...candidates].sort(
    (a, b) =>
      b.priority - a.priority ||
      Number(b.ipv4 && b.ipv6) - Number(a.ipv4 && a.ipv6) ||
      (a.network < b.network ? -1 : 1),
  );
  return {
    ipv4: ordered.find(({ ipv4 }) => ipv4)?.network,
    ipv6: ordered.find(({ ipv6 }) => ipv6)?.network,
  };
}
