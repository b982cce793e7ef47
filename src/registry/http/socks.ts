import type { Socket } from "node:net";
import { isIPv4, isIPv6 } from "node:net";
import { endedError, type Op } from "#base/op.ts";
import { hostPort } from "./dial.ts";
import { connectionBroke, TransportError } from "./transport-error.ts";

export interface SocksTarget {
  /** A name is resolved by the proxy. */
  readonly host: string;
  readonly port: number;
  readonly proxy: URL;
  readonly timeoutMs: number;
}

const version = 5;
const [noAuthentication, byPassword] = [0, 2];
const connectCommand = 1;
const addressTypes = { ipv4: 1, name: 3, ipv6: 4 };
/** By the code of a reply. @see RFC 1928, 6, in the words of Go's golang.org/x/net/internal/socks */
const refusals = [
  "succeeded",
  "general SOCKS server failure",
  "connection not allowed by ruleset",
  "network unreachable",
  "host unreachable",
  "connection refused",
  "TTL expired",
  "command not supported",
  "address type not supported",
];

/** Has a SOCKS proxy connect to a host: RFC 1928, with a password by RFC 1929. @throws TransportError in Go's words */
export async function throughSocks(op: Op, socket: Socket, target: SocksTarget): Promise<Socket> {
  const { host, port, proxy, timeoutMs } = target;
  const wire = new Wire(op, socket, timeoutMs);
  try {
    await authenticate(wire, proxy);
    await wire.send(Buffer.concat([Buffer.from([version, connectCommand, 0]), addressBytes(host), portBytes(port)]));
    await readReply(wire);
    wire.close();
    return socket;
  } catch (error) {
    wire.close();
    socket.destroy();
    if (!(error instanceof TransportError)) throw error;
    throw new TransportError(`socks connect tcp ${proxy.host}->${hostPort(host, port)}: ${error.message}`, {
      passing: error.passing,
      cause: error,
    });
  }
}

async function authenticate(wire: Wire, proxy: URL): Promise<void> {
  const methods = proxy.username === "" ? [noAuthentication] : [noAuthentication, byPassword];
  await wire.send(Buffer.from([version, methods.length, ...methods]));
  const [spoken = 0, method = 0] = await wire.read(2);
  if (spoken !== version) throw new TransportError(`unexpected protocol version ${spoken}`);
  if (!methods.includes(method)) throw new TransportError("no acceptable authentication methods");
  if (method !== byPassword) return;
  const [user, password] = [proxy.username, proxy.password].map((text) => Buffer.from(decodeURIComponent(text)));
  if (user === undefined || password === undefined || user.length > 255 || password.length > 255)
    throw new TransportError("invalid username/password");
  await wire.send(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
  const [, status = 1] = await wire.read(2);
  if (status !== 0) throw new TransportError("username/password authentication failed");
}

async function readReply(wire: Wire): Promise<void> {
  const [spoken = 0, code = 0, , type = 0] = await wire.read(4);
  if (spoken !== version) throw new TransportError(`unexpected protocol version ${spoken}`);
  if (code !== 0) throw new TransportError(`unknown error ${refusals[code] ?? `unknown code: ${code}`}`);
  const lengths: Readonly<Record<number, number>> = { [addressTypes.ipv4]: 4, [addressTypes.ipv6]: 16 };
  const length = type === addressTypes.name ? ((await wire.read(1))[0] ?? 0) : lengths[type];
  if (length === undefined) throw new TransportError(`unknown address type ${type}`);
  await wire.read(length + 2);
}

function addressBytes(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([addressTypes.ipv4, ...host.split(".").map(Number)]);
  if (isIPv6(host)) return Buffer.concat([Buffer.from([addressTypes.ipv6]), ipv6Bytes(host)]);
  const name = Buffer.from(host);
  if (name.length > 255) throw new TransportError("FQDN too long");
  return Buffer.concat([Buffer.from([addressTypes.name, name.length]), name]);
}

/** URL writes addresses with groups of hexadecimal digits alone. */
function ipv6Bytes(host: string): Buffer {
  const [head = "", tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const all = [...before, ...Array(8 - before.length - after.length).fill("0"), ...after];
  return Buffer.concat(all.map((group) => portBytes(Number.parseInt(group, 16))));
}

function portBytes(port: number): Buffer {
  return Buffer.from([port >> 8, port & 255]);
}

/** What a proxy sends, by so many bytes. */
class Wire {
  readonly #socket: Socket;
  readonly #op: Op;
  readonly #timer: ReturnType<typeof setTimeout>;
  #seen: Buffer = Buffer.alloc(0);
  #failure: Error | undefined;
  #changed = Promise.withResolvers<void>();
  readonly #onData = (chunk: Buffer): void => this.#change(() => (this.#seen = Buffer.concat([this.#seen, chunk])));
  readonly #onError = (error: Error): void => this.#fail(connectionBroke("proxy", error));
  readonly #onEnd = (): void => this.#fail(new TransportError("EOF", { passing: true }));
  readonly #onAbort = (): void => this.#fail(endedError(this.#op));

  constructor(op: Op, socket: Socket, timeoutMs: number) {
    this.#op = op;
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#fail(new TransportError("i/o timeout", { passing: true })), timeoutMs);
    op.signal.addEventListener("abort", this.#onAbort, { once: true });
    socket.on("data", this.#onData).on("error", this.#onError).on("end", this.#onEnd);
  }

  async send(bytes: Buffer): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#socket.write(bytes);
  }

  async read(length: number): Promise<Buffer> {
    while (this.#seen.length < length) {
      if (this.#failure !== undefined) throw this.#failure;
      await this.#changed.promise;
    }
    const taken = this.#seen.subarray(0, length);
    this.#seen = this.#seen.subarray(length);
    return taken;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#op.signal.removeEventListener("abort", this.#onAbort);
    this.#socket.off("data", this.#onData).off("error", this.#onError).off("end", this.#onEnd);
  }

  #fail(error: Error): void {
    this.#change(() => (this.#failure ??= error));
  }

  #change(apply: () => void): void {
    apply();
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}
