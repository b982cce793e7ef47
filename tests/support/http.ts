/** What an HTTP request to an engine was answered with. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface RequestOptions {
  /** An object is sent as JSON. */
  readonly body?: Uint8Array | string | object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Asks the engine behind the unix socket. The path has its version in front, or none. */
export async function request(
  socket: string,
  method: string,
  target: { readonly path: string } & RequestOptions,
): Promise<Answer> {
  const { path, body, headers = {}, timeoutMs = 60_000 } = target;
  const raw = body === undefined || typeof body === "string" || body instanceof Uint8Array;
  const answer = await fetch(`http://engine${path}`, {
    unix: socket,
    method,
    headers: raw ? headers : { "Content-Type": "application/json", ...headers },
    signal: AbortSignal.timeout(timeoutMs),
    keepalive: false,
    ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
}
