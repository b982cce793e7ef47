import { zeroValue } from "#api/decode.ts";
import type { EndpointSettings } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";
import type { CreateTranslation, FullCreateRequest } from "./container-create.ts";

const deprecated =
  "The container-wide MacAddress field is now deprecated. It should be specified in EndpointsConfig instead.";

type Endpoints = Readonly<Record<string, EndpointSettings>>;

/** Moves `Config.MacAddress`, where the address stood before API 1.44, to the endpoint it is for. @throws invalid-argument */
export function moveMacAddress(version: string, request: FullCreateRequest): CreateTranslation {
  return isOlder(version, "1.44") ? moveOld(request) : moveNew(request);
}

function moveOld(request: FullCreateRequest): CreateTranslation {
  const { MacAddress: mac = "", ...rest } = request;
  const endpoints = request.NetworkingConfig.EndpointsConfig;
  if (mac === "") return { body: withEndpoints(request, withAddress(endpoints, "")), warnings: [] };
  if (!hasOwnNetwork(request)) throw invalid("conflicting options: mac-address and the network mode");
  const named = Object.keys(endpoints).length > 0 ? endpoints : { [modeOf(request)]: zeroValue("EndpointSettings") };
  return { body: withEndpoints(rest, withAddress(named, mac)), warnings: [] };
}

function moveNew(request: FullCreateRequest): CreateTranslation {
  const { MacAddress: mac, ...rest } = request;
  if (mac === undefined || mac === "") return { body: request, warnings: [] };
  if (!hasOwnNetwork(request)) return { body: rest, warnings: [deprecated] };
  const name = modeOf(request);
  const endpoints = request.NetworkingConfig.EndpointsConfig;
  const none = Object.keys(endpoints).length === 0;
  const endpoint = none ? zeroValue("EndpointSettings") : endpoints[name];
  if (endpoint === undefined)
    throw invalid(
      "if a container-wide MAC address is supplied, HostConfig.NetworkMode must match the identity of a network in NetworkSettings.Networks",
    );
  if (endpoint.MacAddress !== "" && endpoint.MacAddress !== mac)
    throw invalid(
      "the container-wide MAC address must match the endpoint-specific MAC address for the main network, or be left empty",
    );
  return {
    body: withEndpoints(rest, { ...endpoints, [name]: { ...endpoint, MacAddress: mac } }),
    warnings: [deprecated],
  };
}

function withAddress(endpoints: Endpoints, mac: string): Endpoints {
  return Object.fromEntries(
    Object.entries(endpoints).map(([name, settings]) => [name, { ...settings, MacAddress: mac }]),
  );
}

function withEndpoints(request: FullCreateRequest, endpoints: Endpoints): FullCreateRequest {
  return { ...request, NetworkingConfig: { EndpointsConfig: endpoints } };
}

function modeOf(request: FullCreateRequest): string {
  return request.HostConfig.NetworkMode;
}

/** Whether the container is on a bridge or a network of a user's: not on that of the host, of another one, or on none. */
function hasOwnNetwork(request: FullCreateRequest): boolean {
  const mode = modeOf(request);
  return mode !== "host" && mode !== "none" && !mode.startsWith("container:");
}

function invalid(text: string): EngineError {
  return new EngineError("invalid-argument", text);
}
