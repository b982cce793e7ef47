import { EngineError, type EngineErrorOptions, messageOf } from "#base/errors.ts";

/** What a user reads about networks. Texts are those of Docker 28.5, since clients compare them. */

export function networkNotFound(ref: string): EngineError {
  return new EngineError("not-found", `network ${ref} not found`, { code: "network.not-found" });
}

export function ambiguousNetwork(ref: string, matches: number): EngineError {
  return new EngineError("invalid-argument", `network ${ref} is ambiguous (${matches} matches found on ID prefix)`);
}

export function invalidPortSpecification(text: string): EngineError {
  return new EngineError("invalid-argument", `invalid port specification: ${JSON.stringify(text)}`);
}

export function invalidHostAddress(text: string): EngineError {
  return new EngineError("invalid-argument", `invalid IP address in port binding: ${JSON.stringify(text)}`);
}

/** All that is wrong with an endpoint's settings at once. A single cause stands without a bullet. */
export function invalidSettings(causes: readonly string[]): EngineError {
  const list = causes.length === 1 ? causes.join("") : causes.map((cause) => `* ${cause}`).join("\n");
  return new EngineError("invalid-argument", `invalid endpoint settings:\n${list}`);
}

/** What create says of settings that a connect refuses. */
export function invalidEndpoint(network: string, causes: readonly string[]): EngineError {
  const { message } = invalidSettings(causes);
  return new EngineError("invalid-argument", `invalid config for network ${network}: ${message}`);
}

export function alreadyConnected(container: string, network: string): EngineError {
  return new EngineError("forbidden", `endpoint with name ${container} already exists in network ${network}`);
}

/** Docker's texts differ by whether the container runs. */
export function notConnected(container: { readonly id: string; readonly running: boolean }, network: string) {
  const article = container.running ? "" : "the ";
  return new EngineError("system", `container ${container.id} is not connected to ${article}network ${network}`);
}

export function endpointNotFound(name: string): EngineError {
  return new EngineError("not-found", `endpoint ${name} not found`);
}

export function hostNetworkOnly(): EngineError {
  const text = "cannot connect container to host network - container must be created in host network mode";
  return new EngineError("invalid-argument", text);
}

export function cannotLeaveHost(): EngineError {
  return new EngineError(
    "invalid-argument",
    "cannot disconnect container from host network - container was created in host network mode",
  );
}

export function noneIsAlone(): EngineError {
  const text = "container cannot be connected to multiple networks with one of the networks in private (none) mode";
  return new EngineError("invalid-argument", text);
}

export function sharedNamespace(): EngineError {
  const text =
    "container sharing network namespace with another container or host cannot be connected to any other network";
  return new EngineError("invalid-argument", text);
}

export function cannotConnectEnded(container: string): EngineError {
  return new EngineError("conflict", `container ${container} is not running`);
}

/** A container that was made without networks runs. */
export function noSandbox(containerId: string): EngineError {
  return new EngineError("not-found", `network sandbox for container ${containerId} not found`);
}

export function configurationEndpoint(): EngineError {
  return new EngineError("forbidden", "cannot create endpoint on configuration-only network");
}

export function configurationInUse(name: string): EngineError {
  const text = `error while removing network: configuration network ${JSON.stringify(name)} is in use`;
  return new EngineError("forbidden", text);
}

export function predefinedNetwork(name: string): EngineError {
  return new EngineError("forbidden", `${name} is a pre-defined network and cannot be removed`);
}

export function activeEndpoints(
  name: string,
  endpoints: readonly { readonly containerName: string; readonly endpointId: string }[],
) {
  const list = endpoints.map(
    (each) => `name:${JSON.stringify(each.containerName)} id:${JSON.stringify(each.endpointId.slice(0, 12))}`,
  );
  const text = `error while removing network: network ${name} has active endpoints (${list.join(", ")})`;
  return new EngineError("forbidden", text);
}

export function invalidHardwareAddress(network: string, text: string): EngineError {
  return new EngineError("invalid-argument", `invalid config for network ${network}: invalid MAC address ${text}`);
}

export function noFreeAddress(family: "ipv4" | "ipv6"): EngineError {
  const name = family === "ipv4" ? "IPv4" : "IPv6";
  return new EngineError("system", `no available ${name} addresses on this network's address pools`);
}

export function addressInUse(): EngineError {
  return new EngineError("forbidden", "Address already in use");
}

export function noFreeSubnet(): EngineError {
  return new EngineError("system", "all predefined address pools have been fully subnetted");
}

export function bridgeMissing(name: string): EngineError {
  return new EngineError("system", `bridge device with non default name ${name} must be created manually`);
}

export function portAllocated(address: string, port: number): EngineError {
  const facts = { code: "network.port-in-use", data: { address, port } };
  return new EngineError("system", `Bind for ${address}:${port} failed: port is already allocated`, facts);
}

export function allPortsAllocated(): EngineError {
  return new EngineError("system", "all ports are allocated");
}

export interface HostBinding {
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerAddress: string;
  readonly containerPort: number;
  readonly protocol: string;
}

const addressInUseReason = "address already in use";

/** `reason` is the kernel's: `address already in use`. */
export function hostPortNotBound(binding: HostBinding, reason: string): EngineError {
  const { hostAddress, hostPort, containerAddress, containerPort, protocol } = binding;
  const host = hostAddress.includes(":") ? `[${hostAddress}]` : hostAddress;
  const text = `${host}:${hostPort}:${containerAddress}:${containerPort}/${protocol}: ${reason}`;
  const facts = { code: "network.port-in-use", data: { address: hostAddress, port: hostPort } };
  return new EngineError("system", `failed to bind host port for ${text}`, reason === addressInUseReason ? facts : {});
}

/** The endpoint is named by its container, as Docker does. */
export function connectivityFailed(
  endpoint: { readonly name: string; readonly id: string },
  cause: unknown,
): EngineError {
  const text = `driver failed programming external connectivity on endpoint ${endpoint.name} (${endpoint.id})`;
  return new EngineError("system", `${text}: ${messageOf(cause)}`, passedOn(cause));
}

/** What a failed start says; keeps the kind of its cause. */
export function networkingFailed(cause: unknown): EngineError {
  const kind = cause instanceof EngineError ? cause.kind : "system";
  return new EngineError(kind, `failed to set up container networking: ${messageOf(cause)}`, passedOn(cause));
}

/** What a caller may act on is that of the cause. */
function passedOn(cause: unknown): EngineErrorOptions {
  return cause instanceof EngineError ? { cause, code: cause.code, data: cause.data } : { cause };
}

export function invalidFilter(key: string): EngineError {
  return new EngineError("invalid-argument", `invalid filter '${key}'`);
}

export function invalidFilterValue(key: string, value: string): EngineError {
  return new EngineError("unknown", `invalid filter: '${key}'='${value}'`);
}

export function severalFilterValues(key: string): EngineError {
  return new EngineError("invalid-argument", `got more than one value for filter key "${key}"`);
}

export function invalidBooleanFilter(key: string): EngineError {
  const text = `invalid value for filter '${key}', must be "true" (or "1"), or "false" (or "0")`;
  return new EngineError("invalid-argument", text);
}
