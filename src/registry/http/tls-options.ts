import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { TransportError } from "./transport-error.ts";

/** How the other side of TLS is trusted, and what is shown to it. PEM throughout; goes to Workers as it is. */
export interface TlsOptions {
  /** Besides the system's. */
  readonly ca: readonly string[];
  /** What is shown to one host (with its port, where that is not the usual one) and to no other. */
  readonly client?: { readonly cert: string; readonly key: string; readonly host: string };
  /** Any certificate will do. */
  readonly skipVerify: boolean;
}

export const systemTrust: TlsOptions = { ca: [], skipVerify: false };

/** Where distributions keep their roots: the first that is there (Go's crypto/x509, root_linux.go). */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

let systemRoots: readonly string[] | undefined;

/** Read once, as Go does. `SSL_CERT_FILE` and `SSL_CERT_DIR` overrule where. */
function roots(): readonly string[] {
  systemRoots ??= readRoots(process.env["SSL_CERT_FILE"], process.env["SSL_CERT_DIR"]);
  return systemRoots;
}

function readRoots(file = "", folders = ""): readonly string[] {
  const found: string[] = [];
  for (const path of file === "" ? bundles : [file]) {
    const text = readText(path);
    if (text !== undefined) {
      found.push(text);
      break;
    }
  }
  for (const folder of folders.split(":").filter((part) => part !== "")) found.push(...readFolder(folder));
  return found.length === 0 && file === "" ? rootCertificates : found;
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => readText(join(folder, name)) ?? []);
  } catch {
    return [];
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Reading the roots costs more than a handshake: contexts are kept, by what they are made of. */
const contexts = new Map<string, SecureContext>();
const maxContexts = 32;

/** @param host whom it is for, as in `client` */
export function secureContext({ ca, client: known }: TlsOptions, host: string): SecureContext {
  const client = known?.host === host ? known : undefined;
  const key = JSON.stringify([ca, client]);
  const kept = contexts.get(key);
  if (kept !== undefined) return kept;
  if (contexts.size >= maxContexts) contexts.clear();
  const made = makeContext(ca, client);
  contexts.set(key, made);
  return made;
}

function makeContext(ca: TlsOptions["ca"], client: TlsOptions["client"]): SecureContext {
  try {
    return createSecureContext({
      ca: [...roots(), ...ca],
      minVersion: "TLSv1.2",
      ...(client === undefined ? {} : { cert: client.cert, key: client.key }),
    });
  } catch (error) {
    throw new TransportError(`tls: failed to find any PEM data in certificate input`, { cause: error });
  }
}
