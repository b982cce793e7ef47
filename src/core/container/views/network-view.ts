import type { EndpointSettings, NetworkSettings } from "#api/types.gen.ts";
import type { ContainerRecord } from "../record.ts";

/** An endpoint with nothing set, in the order of Docker's JSON. */
export const emptyEndpoint: EndpointSettings = {
  IPAMConfig: null,
  Links: null,
  Aliases: null,
  MacAddress: "",
  DriverOpts: null,
  GwPriority: 0,
  NetworkID: "",
  EndpointID: "",
  Gateway: "",
  IPAddress: "",
  IPPrefixLen: 0,
  IPv6Gateway: "",
  GlobalIPv6Address: "",
  GlobalIPv6PrefixLen: 0,
  DNSNames: null,
};

/** `NetworkSettings.Networks`: what the lease holds, or else what the request asks for. */
export function networksOf(record: ContainerRecord): Readonly<Record<string, EndpointSettings>> {
  const { lease, config, hostConfig, networkingConfig } = record;
  if (lease !== undefined) return lease.settings.networks;
  const mode = hostConfig.NetworkMode;
  if (config.NetworkDisabled === true || mode.startsWith("container:")) return {};
  const own = config.MacAddress ? { ...emptyEndpoint, MacAddress: config.MacAddress } : emptyEndpoint;
  return networkingConfig.EndpointsConfig ?? { [mode]: own };
}

/** `NetworkSettings` of inspect; the top-level addresses are those of the default bridge. */
export function networkSettingsView(record: ContainerRecord): NetworkSettings {
  const networks = networksOf(record);
  const bridge = networks["bridge"] ?? emptyEndpoint;
  const settings = record.config.NetworkDisabled === true ? undefined : record.lease?.settings;
  return {
    Bridge: "",
    SandboxID: settings?.sandboxId ?? "",
    SandboxKey: settings?.sandboxKey ?? "",
    Ports: settings?.ports ?? {},
    HairpinMode: false,
    LinkLocalIPv6Address: "",
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge.EndpointID,
    Gateway: bridge.Gateway,
    GlobalIPv6Address: bridge.GlobalIPv6Address,
    GlobalIPv6PrefixLen: bridge.GlobalIPv6PrefixLen,
    IPAddress: bridge.IPAddress,
    IPPrefixLen: bridge.IPPrefixLen,
    IPv6Gateway: bridge.IPv6Gateway,
    MacAddress: bridge.MacAddress,
    Networks: networks,
  };
}
