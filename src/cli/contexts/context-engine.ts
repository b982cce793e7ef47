import type { ClientTls } from "#client/tls.ts";
import { ContextStore } from "./context-store.ts";

/** Where the engine of a context is, and what to speak TLS with, where it says so. */
export interface ContextEngine {
  readonly host: string;
  readonly tls?: ClientTls;
}

/** The engine of a stored context. @throws Error in Docker's words when there is none of the name. */
export function contextEngine(folder: string, name: string): ContextEngine {
  const store = new ContextStore(folder);
  try {
    const { Host = "", SkipTLSVerify: skipVerify = false } = store.read(name).Endpoints["docker"] ?? {};
    const { docker } = store.readTls(name);
    if (docker === undefined && !skipVerify) return { host: Host };
    const { "ca.pem": ca, "cert.pem": cert, "key.pem": key } = docker ?? {};
    return { host: Host, tls: { skipVerify, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } };
  } catch (error) {
    throw new Error(`unable to resolve docker endpoint: ${(error as Error).message}`);
  }
}
