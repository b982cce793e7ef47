import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseBool } from "#base/strconv.ts";
import { openError } from "../container-spec/key-values.ts";
import type { Contexts } from "./contexts.ts";
import type { ContextMetadata, Endpoint, TlsMaterial } from "./metadata.ts";

const keys = ["from", "host", "ca", "cert", "key", "skip-tls-verify"];

export interface NewEndpoint {
  readonly endpoint: Endpoint;
  readonly tls: TlsMaterial;
}

/** Reads `--docker`. @throws Error in Docker's words */
export function readEndpoint(contexts: Contexts, options: Readonly<Record<string, string>>): NewEndpoint {
  const unknown = Object.keys(options).filter((key) => !keys.includes(key));
  if (unknown.length > 0) throw failed(`unrecognized config key: ${unknown[0]}`);
  const { from } = options;
  if (from !== undefined) return copied(contexts, from);
  const tls = tlsMaterial(options);
  const skip = skipsVerification(options);
  if (options["host"] === undefined && Object.keys(options).length === 0)
    throw failed("docker endpoint configuration is required");
  const endpoint = { ...(options["host"] ? { Host: options["host"] } : {}), SkipTLSVerify: skip };
  return { endpoint, tls: Object.keys(tls).length === 0 ? {} : { docker: tls } };
}

function failed(reason: string): Error {
  return new Error(`unable to create docker endpoint config: ${reason}`);
}

function copied(contexts: Contexts, name: string): NewEndpoint {
  const endpoint = metadataOf(contexts, name).Endpoints["docker"];
  if (endpoint === undefined) throw failed(`unable to get endpoint from context ${JSON.stringify(name)}`);
  const { docker } = contexts.readTls(name);
  return { endpoint, tls: docker === undefined ? {} : { docker } };
}

function metadataOf(contexts: Contexts, name: string): ContextMetadata {
  try {
    return contexts.read(name);
  } catch (error) {
    throw failed((error as Error).message);
  }
}

function skipsVerification(options: Readonly<Record<string, string>>): boolean {
  const text = options["skip-tls-verify"];
  if (text === undefined || text === "") return false;
  try {
    return parseBool(text);
  } catch (error) {
    throw failed((error as Error).message.replace("strconv.ParseBool", "skip-tls-verify"));
  }
}

function tlsMaterial(options: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  const material: Record<string, Uint8Array> = {};
  for (const key of ["ca", "cert", "key"] as const) {
    const path = options[key];
    if (path) material[`${key}.pem`] = readFile(path);
  }
  checkMaterial(material);
  return material;
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw failed(openError(path, error));
  }
}

function checkMaterial({ "ca.pem": ca, "cert.pem": cert, "key.pem": key }: Record<string, Uint8Array>): void {
  const invalid = (why: string): Error => failed(`invalid docker endpoint options: ${why}`);
  if (ca !== undefined && !isReadable(() => new X509Certificate(ca)))
    throw invalid("failed to retrieve context tls info: ca.pem seems invalid");
  if (cert === undefined || key === undefined) return;
  if (!isReadable(() => createPrivateKey(Buffer.from(key)))) throw invalid("no valid private key found");
  if (!isReadable(() => new X509Certificate(cert)))
    throw invalid("failed to retrieve context tls info: tls: failed to find any PEM data in certificate input");
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
