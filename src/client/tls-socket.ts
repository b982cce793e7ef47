import { isIP } from "node:net";
import { type ConnectionOptions, connect } from "node:tls";
import type { DialSocket } from "#base/byte-socket.ts";
import { streamSocket } from "./net-socket.ts";
import type { ClientTls } from "./tls.ts";
import { TrustError } from "./transport.ts";

/** Connects by node:tls, which runs everywhere. TLS 1.2 is the least, as with Docker. */
export function tlsDialer(tls: ClientTls): DialSocket {
  return (target, listener) => {
    const named = "host" in target && isIP(target.host) === 0 ? { servername: target.host } : {};
    const options: ConnectionOptions & { readonly allowHalfOpen: boolean } = {
      ...target,
      ...named,
      allowHalfOpen: true,
      minVersion: "TLSv1.2",
      rejectUnauthorized: tls.skipVerify !== true,
      ...(tls.ca === undefined ? {} : { ca: Buffer.from(tls.ca) }),
      ...(tls.cert === undefined ? {} : { cert: Buffer.from(tls.cert) }),
      ...(tls.key === undefined ? {} : { key: Buffer.from(tls.key) }),
    };
    const socket = connect(options);
    return streamSocket(socket, "secureConnect", listener).catch((error: NodeJS.ErrnoException) => {
      const reason = trustReason(error);
      throw reason === undefined ? error : new TrustError(reason, { cause: error });
    });
  };
}

/** Why the two do not trust each other, in Go's words; undefined when that is not what went wrong. */
function trustReason({ code = "", message }: NodeJS.ErrnoException): string | undefined {
  const known = reasons[code];
  if (known !== undefined) return `tls: failed to verify certificate: x509: ${known}`;
  if (/^(CERT_|UNABLE_|INVALID_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_)/.test(code))
    return `tls: failed to verify certificate: x509: ${message}`;
  return code.startsWith("ERR_SSL_") ? `tls: ${message}` : undefined;
}

const unknownAuthority = "certificate signed by unknown authority";
const reasons: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  CERT_HAS_EXPIRED: "certificate has expired or is not yet valid",
  CERT_NOT_YET_VALID: "certificate has expired or is not yet valid",
  INVALID_PURPOSE: "certificate specifies an incompatible key usage",
};
