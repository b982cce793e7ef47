import type { NetworkLeaseSettings } from "#core/network/contract.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";

/** `HostConfig.Dns*`, or the daemon's where those are empty. */
export interface DnsSettings {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly options: readonly string[];
}

export function dnsOf({ settings }: Pick<ContainerContext, "settings">, { record }: ContainerEntry): DnsSettings {
  const { Dns, DnsSearch, DnsOptions } = record.hostConfig;
  const chosen = (own: readonly string[] | null, general: readonly string[]) =>
    (own ?? []).length > 0 ? (own ?? []) : general;
  return {
    servers: chosen(Dns, settings.dns),
    search: chosen(DnsSearch, settings.dnsSearch),
    options: chosen(DnsOptions, settings.dnsOptions),
  };
}

/** Whether the container has a name server of its own: it is in a network whose containers have names. */
export function usesInnerResolver({ networks }: NetworkLeaseSettings): boolean {
  return Object.values(networks).some(({ DNSNames }) => DNSNames !== null);
}
