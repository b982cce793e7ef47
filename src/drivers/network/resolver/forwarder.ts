import { randomInt } from "node:crypto";
import { type BoundedOp, backgroundOp, withDeadline } from "#base/op.ts";
import type { Upstream } from "#core/network/contract.ts";
import type { NameServerOptions } from "#core/network/names/contract.ts";
import { numberOf } from "#core/network/prefix.ts";
import { answersQuery, decodeHeader, responseCodes, withId } from "#formats/dns/message.ts";
import { closeFd } from "#sys/fd.ts";
import type { Kernel } from "#sys/kernel/contract.ts";
import { MessageReader, withLength } from "./tcp-messages.ts";

/** Clients give up after five seconds: the answer that none was found must come before. */
const totalMs = 4_500;
/** A server that has not answered by then is helped by the next one. */
const nextAfterMs = 1_000;
const maxServers = 3;
const maxUnderWay = 1024;
/** A socket is replaced after so many questions: its port must stay hard to guess. */
const questionsPerSocket = 64;
const socketIdleMs = 5_000;
const port = 53;

/** Where a question came from decides how it goes on. */
type Transport = "udp" | "tcp";

interface Waiting {
  readonly query: Uint8Array;
  readonly upstream: string;
  readonly found: (answer: Uint8Array) => void;
}

/** Asks name servers outside, each from where it can be reached. */
export class Forwarder {
  readonly #kernel: Kernel;
  readonly #options: NameServerOptions;
  readonly #sockets = new Map<string, Promise<UdpQuestions>>();
  #underWay = 0;
  #closed = false;

  constructor(kernel: Kernel, options: NameServerOptions) {
    this.#kernel = kernel;
    this.#options = options;
  }

  /** The first answer of any server, with the question's own id; undefined when none comes in time. */
  async ask(query: Uint8Array, transport: Transport): Promise<Uint8Array | undefined> {
    const upstreams = this.#options.upstreams.slice(0, maxServers);
    if (this.#closed || upstreams.length === 0 || this.#underWay >= maxUnderWay) return undefined;
    this.#underWay += 1;
    const ending = new AbortController();
    try {
      return await this.#askInTurn(query, { upstreams, transport, signal: ending.signal });
    } finally {
      ending.abort();
      this.#underWay -= 1;
    }
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets.values()) void socket.then((open) => open.close()).catch(() => {});
    this.#sockets.clear();
  }

  #askInTurn(query: Uint8Array, round: Round): Promise<Uint8Array | undefined> {
    return new Promise((resolve) => {
      let [next, open, refusal] = [0, 0, undefined as Uint8Array | undefined];
      const finish = (answer: Uint8Array | undefined): void => {
        clearTimeout(limit);
        clearInterval(turn);
        resolve(answer);
      };
      const askNext = (): void => {
        const upstream = round.upstreams[next];
        if (upstream === undefined) return;
        next += 1;
        open += 1;
        this.#askOne(query, upstream, round).then(
          (answer) => {
            open -= 1;
            if (!isRefusal(answer)) return finish(answer);
            refusal ??= answer;
            proceed();
          },
          () => {
            open -= 1;
            proceed();
          },
        );
      };
      const proceed = (): void => {
        if (next < round.upstreams.length) askNext();
        else if (open === 0) finish(refusal);
      };
      const limit = setTimeout(() => finish(refusal), totalMs);
      const turn = setInterval(askNext, nextAfterMs);
      askNext();
    });
  }

  #askOne(query: Uint8Array, upstream: Upstream, { transport, signal }: Round): Promise<Uint8Array> {
    return transport === "udp" ? this.#askUdp(query, upstream, signal) : this.#askTcp(query, upstream, signal);
  }

  async #askUdp(query: Uint8Array, upstream: Upstream, signal: AbortSignal): Promise<Uint8Array> {
    const family = numberOf(upstream.address)?.family ?? "ipv4";
    const key = `${family} ${upstream.fromHost}`;
    let opening = this.#sockets.get(key);
    if (opening === undefined) {
      const drop = (): void => {
        if (this.#sockets.get(key) === opening) this.#sockets.delete(key);
      };
      opening = this.#openUdp(upstream, drop);
      this.#sockets.set(key, opening);
      opening.catch(drop);
    }
    const socket = await opening;
    return withId(await socket.ask(query, upstream.address, signal), idOf(query));
  }

  async #openUdp(upstream: Upstream, drop: () => void): Promise<UdpQuestions> {
    using op = openingOp();
    const { fd } = await this.#kernel.openSocket(op, { ...this.#place(upstream), protocol: "udp" });
    return UdpQuestions.open(fd, drop);
  }

  async #askTcp(query: Uint8Array, upstream: Upstream, signal: AbortSignal): Promise<Uint8Array> {
    const connect = { address: upstream.address, port };
    using op = openingOp();
    const { fd } = await this.#kernel.openSocket(op, { ...this.#place(upstream), protocol: "tcp", connect });
    return askOverTcp(fd, query, signal);
  }

  #place(upstream: Upstream) {
    const family = numberOf(upstream.address)?.family ?? ("ipv4" as const);
    return upstream.fromHost ? { family } : { family, netns: this.#options.netns };
  }
}

function openingOp(): BoundedOp {
  return withDeadline(backgroundOp(), totalMs, "socket of a name server");
}

interface Round {
  readonly upstreams: readonly Upstream[];
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/** Questions of one socket, told apart by id and server. */
class UdpQuestions {
  readonly #waiting = new Map<number, Waiting>();
  readonly #drop: () => void;
  #socket: Bun.udp.Socket<"uint8array"> | undefined;
  #asked = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;

  private constructor(drop: () => void) {
    this.#drop = drop;
  }

  static async open(fd: number, drop: () => void): Promise<UdpQuestions> {
    const questions = new UdpQuestions(drop);
    questions.#socket = await Bun.udpSocket({
      fd,
      binaryType: "uint8array",
      socket: { data: (_, bytes, from, address) => questions.#heard(bytes, from, address) },
    } as Bun.udp.SocketOptions<"uint8array">);
    questions.#socket.unref();
    questions.#settle();
    return questions;
  }

  ask(query: Uint8Array, upstream: string, signal: AbortSignal): Promise<Uint8Array> {
    const id = this.#freeId();
    this.#asked += 1;
    // The next question gets a new socket; this one lives until its answers are in.
    if (this.#asked >= questionsPerSocket) this.#drop();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#waiting.delete(id);
        this.#settle();
      };
      const asked = withId(query, id);
      this.#waiting.set(id, {
        query: asked,
        upstream,
        found: (answer) => {
          done();
          resolve(answer);
        },
      });
      signal.addEventListener("abort", () => {
        done();
        reject(signal.reason);
      });
      this.#settle();
      this.#socket?.send(asked, port, upstream);
    });
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#socket?.close();
    this.#socket = undefined;
  }

  #heard(bytes: Uint8Array, from: number, address: string): void {
    const waiting = this.#waiting.get(decodeHeader(bytes)?.id ?? -1);
    if (waiting === undefined || from !== port || !sameAddress(address, waiting.upstream)) return;
    if (answersQuery(waiting.query, bytes)) waiting.found(bytes.slice());
  }

  #settle(): void {
    clearTimeout(this.#idle);
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => {
      this.#drop();
      this.close();
    }, socketIdleMs);
    this.#idle.unref();
  }

  #freeId(): number {
    for (;;) {
      const id = randomInt(65536);
      if (!this.#waiting.has(id)) return id;
    }
  }
}

/** Takes `fd`, a connection that may still be under way. */
function askOverTcp(fd: number, query: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const reader = new MessageReader();
    let rest = withLength(query);
    const flush = (socket: Bun.Socket): void => {
      if (rest.length > 0) rest = rest.subarray(Math.max(0, socket.write(rest)));
    };
    const opening = Bun.connect({
      fd,
      socket: {
        open: flush,
        drain: flush,
        data(socket: Bun.Socket, bytes: Uint8Array) {
          const answer = reader.push(bytes).find((message) => answersQuery(query, message));
          if (answer === undefined) return;
          resolve(answer);
          socket.terminate();
        },
        error: (_: Bun.Socket, error: Error) => reject(error),
        close: () => reject(new Error("the name server has closed its connection")),
      },
    } as unknown as Bun.TCPSocketConnectOptions);
    opening.catch((error: unknown) => {
      closeFd(fd);
      reject(error);
    });
    const end = (): void => void opening.then((socket) => socket.terminate()).catch(() => {});
    signal.addEventListener("abort", () => {
      end();
      reject(signal.reason);
    });
  });
}

/** Another server may do better. */
function isRefusal(answer: Uint8Array): boolean {
  const code = decodeHeader(answer)?.code;
  return (
    code === responseCodes.serverFailure || code === responseCodes.refused || code === responseCodes.notImplemented
  );
}

function idOf(query: Uint8Array): number {
  return decodeHeader(query)?.id ?? 0;
}

function sameAddress(a: string, b: string): boolean {
  return a === b || numberOf(a)?.number === numberOf(b)?.number;
}
