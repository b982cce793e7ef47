import { apiVersion } from "#api/version.ts";

/** What the server says of itself in every answer. */
export interface ServerIdentity {
  /** The engine's version. */
  readonly version: string;
  readonly experimental: boolean;
  /** The oldest version of the API that is spoken, where that is not the oldest we know. */
  readonly minApiVersion?: string;
}

/** The headers of every answer to an operation. */
export function commonHeaders(identity: ServerIdentity): Record<string, string> {
  return {
    "Api-Version": apiVersion,
    "Docker-Experimental": String(identity.experimental),
    Ostype: "linux",
    Server: `Gantry/${identity.version} (linux)`,
  };
}

/** The head of an answer that is written past node:http. */
export function rawHead(status: string, headers: Readonly<Record<string, string>>): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`, "latin1");
}
