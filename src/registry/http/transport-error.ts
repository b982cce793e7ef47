/** Why an exchange with a registry failed, in the words of Go's net/http, which Docker shows. */
export class TransportError extends Error {
  /** Whether another try may well succeed. */
  readonly passing: boolean;

  constructor(message: string, options: { readonly passing?: boolean; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TransportError";
    this.passing = options.passing ?? false;
  }
}

/** Texts of errno(3) as Go's syscall package has them. */
const errnoTexts: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset by peer",
  ECONNABORTED: "software caused connection abort",
  EPIPE: "broken pipe",
  EHOSTUNREACH: "no route to host",
  EHOSTDOWN: "host is down",
  ENETUNREACH: "network is unreachable",
  ENETDOWN: "network is down",
  EADDRNOTAVAIL: "cannot assign requested address",
  EINVAL: "invalid argument",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EMFILE: "too many open files",
  ENOBUFS: "no buffer space available",
};

export function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/** A failed connect(2) to an address such as `127.0.0.1:5000`. */
export function dialFailed(address: string, error: unknown, protocol = "tcp"): TransportError {
  const code = codeOf(error);
  if (code === "ETIMEDOUT")
    return new TransportError(`dial ${protocol} ${address}: connect: connection timed out`, { cause: error });
  const text = errnoTexts[code] ?? (code || String(error));
  return new TransportError(`dial ${protocol} ${address}: connect: ${text}`, { cause: error });
}

/** A connection that broke in use; `path` is `local->remote`. */
export function connectionBroke(path: string, error: unknown): TransportError {
  const code = codeOf(error);
  const action = code === "EPIPE" ? "write" : "read";
  const text = errnoTexts[code];
  const message = text === undefined ? "unexpected EOF" : `${action} tcp ${path}: ${action}: ${text}`;
  return new TransportError(message, { passing: true, cause: error });
}

/** `Get "URL": …`, as Go prefixes what goes wrong with a request. */
export function inRequest(method: string, url: string, error: TransportError): TransportError {
  const verb = method.slice(0, 1) + method.slice(1).toLowerCase();
  return new TransportError(`${verb} ${JSON.stringify(url)}: ${error.message}`, {
    passing: error.passing,
    cause: error,
  });
}
