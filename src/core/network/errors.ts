import { EngineError, messageOf } from "#base/errors.ts";

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
export function invalidEndpoint(network: string, causes: readonly string[]): EngineError {
  const list = causes.length === 1 ? causes.join("") : causes.map((cause) => `* ${cause}`).join("\n");
  return new EngineError(
    "invalid-argument",
    `invalid config for network ${network}: invalid endpoint settings:\n${list}`,
  );
}

export function invalidHardwareAddress(network: string, text: string): EngineError {
  return new EngineError("invalid-argument", `invalid config for network ${network}: invalid MAC address ${text}`);
}

export function noFreeAddress(): EngineError {
  return new EngineError("system", "no available IPv4 addresses on this network's address pools");
}

export function noFreeSubnet(): EngineError {
  return new EngineError("system", "all predefined address pools have been fully subnetted");
}

export function bridgeMissing(name: string): EngineError {
  return new EngineError("system", `bridge device with non default name ${name} must be created manually`);
}

export function portAllocated(address: string, port: number): EngineError {
  return new EngineError("system", `Bind for ${address}:${port} failed: port is already allocated`);
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

/** `reason` is the kernel's: `address already in use`. */
export function hostPortNotBound(binding: HostBinding, reason: string): EngineError {
  const { hostAddress, hostPort, containerAddress, containerPort, protocol } = binding;
  const host = hostAddress.includes(":") ? `[${hostAddress}]` : hostAddress;
  const text = `${host}:${hostPort}:${containerAddress}:${containerPort}/${protocol}: ${reason}`;
  return new EngineError("system", `failed to bind host port for ${text}`);
}

/** The endpoint is named by its container, as Docker does. */
export function connectivityFailed(
  endpoint: { readonly name: string; readonly id: string },
  cause: unknown,
): EngineError {
  const text = `driver failed programming external connectivity on endpoint ${endpoint.name} (${endpoint.id})`;
  return new EngineError("system", `${text}: ${messageOf(cause)}`, { cause });
}

/** What a failed start says; keeps the kind of its cause. */
export function networkingFailed(cause: unknown): EngineError {
  const kind = cause instanceof EngineError ? cause.kind : "system";
  return new EngineError(kind, `failed to set up container networking: ${messageOf(cause)}`, { cause });
}

export function invalidFilter(key: string): EngineError {
  return new EngineError("invalid-argument", `invalid filter '${key}'`);
}

export function invalidFilterValue(key: string, value: string): EngineError {
  return new EngineError("invalid-argument", `invalid filter: '${key}'='${value}'`);
}

export function invalidBooleanFilter(key: string): EngineError {
  const text = `invalid value for filter '${key}', must be "true" (or "1"), or "false" (or "0")`;
  return new EngineError("invalid-argument", text);
}
