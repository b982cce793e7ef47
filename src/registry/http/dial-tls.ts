import { isIP, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import { secureContext, type TlsOptions } from "./tls-options.ts";
import { codeOf, TransportError } from "./transport-error.ts";

export interface TlsTarget {
  readonly host: string;
  /** With the port, where that is not the usual one. */
  readonly authority: string;
  readonly tls: TlsOptions;
  readonly timeoutMs: number;
}

/**
 * Speaks TLS over a connected socket. @throws TransportError in Go's words
 * @param again connects once more, to find out what went wrong
 */
export async function dialTls(
  op: Op,
  socket: Socket,
  target: TlsTarget,
  again: () => Promise<Socket>,
): Promise<TLSSocket> {
  try {
    return await handshake(op, socket, target);
  } catch (error) {
    throwIfEnded(op);
    const code = codeOf((error as Error).cause);
    if (code === "ERR_SSL_WRONG_VERSION_NUMBER") {
      const speaksHttp = await answersInHttp(op, target, again).catch(() => false);
      throw speaksHttp ? new TransportError("http: server gave HTTP response to HTTPS client") : error;
    }
    if (!Object.hasOwn(untrusted, code) && !expiredCodes.includes(code)) throw error;
    throw (await leafProblem(op, target, again).catch(() => undefined)) ?? error;
  }
}

/** What is wrong with the certificate itself, which Go looks at before it looks at who signed it. Nothing is sent. */
async function leafProblem(
  op: Op,
  target: TlsTarget,
  again: () => Promise<Socket>,
): Promise<TransportError | undefined> {
  const secured = await handshake(op, await again(), { ...target, tls: { ...target.tls, skipVerify: true } });
  try {
    const certificate = secured.getPeerCertificate();
    const text =
      outOfTime(certificate) ?? (isNamed(certificate, target.host) ? undefined : wrongName(certificate, target.host));
    return text === undefined ? undefined : new TransportError(`tls: failed to verify certificate: x509: ${text}`);
  } finally {
    secured.destroy();
  }
}

function outOfTime({ valid_from: from, valid_to: to }: PeerCertificate): string | undefined {
  const now = Date.now();
  const told = (text: string): string => new Date(text).toISOString().replace(".000Z", "Z");
  const current = `certificate has expired or is not yet valid: current time ${new Date(now).toISOString().replace(/\.\d+Z/, "Z")}`;
  if (now < Date.parse(from)) return `${current} is before ${told(from)}`;
  return now > Date.parse(to) ? `${current} is after ${told(to)}` : undefined;
}

function isNamed(certificate: PeerCertificate, host: string): boolean {
  return checkServerIdentity(host, certificate) === undefined;
}

const expiredCodes = ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"];

function handshake(op: Op, socket: Duplex, { host, authority, tls, timeoutMs }: TlsTarget): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connect({
      socket,
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      secureContext: secureContext(tls, authority),
      rejectUnauthorized: !tls.skipVerify,
      ALPNProtocols: ["http/1.1"],
    });
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      op.signal.removeEventListener("abort", onAbort);
      secured.off("secureConnect", onSecured).off("error", onError).off("close", onClose);
      socket.off("error", onError).on("error", () => {});
      finish();
    };
    const fail = (error: Error): void => {
      settle(() => reject(error));
      secured.on("error", () => {});
      secured.destroy();
      socket.destroy();
    };
    const onAbort = (): void => fail(endedError(op));
    const onSecured = (): void => settle(() => resolve(secured));
    const onError = (error: Error): void => fail(handshakeError(error, host));
    const onClose = (): void => fail(new TransportError("EOF", { passing: true }));
    const late = new TransportError("net/http: TLS handshake timeout", { passing: true });
    const timer = setTimeout(() => fail(late), timeoutMs);
    op.signal.addEventListener("abort", onAbort, { once: true });
    secured.on("secureConnect", onSecured).on("error", onError).on("close", onClose);
    socket.on("error", onError);
  });
}

/** Shakes hands once more over a connection whose bytes can be seen. */
async function answersInHttp(op: Op, target: TlsTarget, again: () => Promise<Socket>): Promise<boolean> {
  const under = await again();
  let seen = Buffer.alloc(0);
  const watched = new Duplex({
    read() {},
    write: (chunk: Buffer, _, sent) => under.write(chunk, (error) => sent(error)),
  });
  under.on("data", (chunk: Buffer) => {
    if (seen.length < 5) seen = Buffer.concat([seen, chunk]);
    watched.push(chunk);
  });
  under.on("error", (error) => watched.destroy(error));
  under.on("end", () => watched.push(null));
  await handshake(op, watched, target).then(
    (secured) => secured.destroy(),
    () => {},
  );
  under.destroy();
  return seen.subarray(0, 5).toString("latin1") === "HTTP/";
}

const untrusted: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate signed by unknown authority",
  UNABLE_TO_GET_ISSUER_CERT: "certificate signed by unknown authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certificate signed by unknown authority",
  SELF_SIGNED_CERT_IN_CHAIN: "certificate signed by unknown authority",
  DEPTH_ZERO_SELF_SIGNED_CERT: "certificate signed by unknown authority",
  INVALID_CA: "certificate signed by unknown authority",
  INVALID_PURPOSE: "certificate specifies an incompatible key usage",
};

/** What a TLS alert of the other side is called in Go (crypto/tls, alert.go), by BoringSSL's name of it. */
const alerts: ReadonlyArray<readonly [part: string, text: string]> = [
  ["CERTIFICATE_REQUIRED", "certificate required"],
  ["BAD_CERTIFICATE", "bad certificate"],
  ["UNKNOWN_CA", "unknown certificate authority"],
  ["CERTIFICATE_UNKNOWN", "unknown certificate"],
  ["CERTIFICATE_EXPIRED", "expired certificate"],
  ["HANDSHAKE_FAILURE", "handshake failure"],
  ["PROTOCOL_VERSION", "protocol version not supported"],
  ["UNRECOGNIZED_NAME", "unrecognized name"],
  ["INTERNAL_ERROR", "internal error"],
  ["ACCESS_DENIED", "access denied"],
];

/** A failure of TLS, before or after the handshake, in Go's words. */
export function handshakeError(error: Error, host: string): TransportError {
  const code = codeOf(error);
  const x509 = (text: string): TransportError =>
    new TransportError(`tls: failed to verify certificate: x509: ${text}`, { cause: error });
  const { cert } = error as { readonly cert?: PeerCertificate };
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return x509(wrongName(cert, host));
  if (expiredCodes.includes(code)) return x509("certificate has expired or is not yet valid");
  const distrust = untrusted[code];
  if (distrust !== undefined) return x509(distrust);
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER")
    return new TransportError("tls: first record does not look like a TLS handshake", { cause: error });
  if (code === "ECONNRESET")
    return new TransportError("read: connection reset by peer", { passing: true, cause: error });
  return tlsFailed(error);
}

/** A failure that is not about the other side's certificate: an alert of it, or a breach of the protocol. */
export function tlsFailed(error: Error): TransportError {
  const text = `${codeOf(error)} ${error.message}`;
  const alert = text.includes("ALERT") ? alerts.find(([part]) => text.includes(part))?.[1] : undefined;
  return new TransportError(alert === undefined ? `tls: ${error.message}` : `remote error: tls: ${alert}`, {
    cause: error,
  });
}

/** @see Go crypto/x509, HostnameError */
function wrongName(certificate: PeerCertificate | undefined, host: string): string {
  const alternatives = certificate?.subjectaltname ?? "";
  const names = (kind: string): string[] =>
    alternatives.split(", ").flatMap((part) => (part.startsWith(`${kind}:`) ? [part.slice(kind.length + 1)] : []));
  const ips = names("IP Address");
  if (isIP(host) !== 0) {
    if (ips.length === 0) return `cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
    return `certificate is valid for ${ips.join(", ")}, not ${host}`;
  }
  const hosts = names("DNS");
  if (alternatives === "") return "certificate relies on legacy Common Name field, use SANs instead";
  if (hosts.length === 0) return `certificate is not valid for any names, but wanted to match ${host}`;
  return `certificate is valid for ${hosts.join(", ")}, not ${host}`;
}
