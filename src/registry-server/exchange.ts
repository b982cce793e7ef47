import type { Op } from "#base/op.ts";
import type { RegistryStorage } from "./contract.ts";
import type { RequestBody } from "./request-body.ts";
import type { Uploads } from "./uploads/uploads.ts";

/** What a registry does not do, although it could. */
export interface RegistryRules {
  readonly readOnly: boolean;
  readonly allowDelete: boolean;
}

/** What every handler works on. */
export interface RegistryContext {
  readonly storage: RegistryStorage;
  readonly uploads: Uploads;
  readonly rules: RegistryRules;
  /** Hosts for which this registry answers, where a client names one (`ns`, "Registry Proxying" of the spec). */
  readonly namespaces?: { has(name: string): boolean };
}

/** One request. */
export interface Exchange {
  /** Ends when the client goes. */
  readonly op: Op;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: RequestBody;
}

/** An answer without a body. */
export function bare(status: number, headers: Readonly<Record<string, string>>): Response {
  const length = status === 204 ? {} : { "Content-Length": "0" };
  return new Response(null, { status, headers: { ...length, ...headers } });
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}
