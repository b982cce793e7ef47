import { EngineError } from "#base/errors.ts";
import {
  controlTypes,
  decodeAcknowledgement,
  decodeMessages,
  encodeMessage,
  messageFlags,
  type NetlinkMessage,
} from "#formats/netlink/message.ts";
import { closeFd } from "../fd.ts";
import { addressOf, kernelMemory, SyscallError, syscall } from "../libc.ts";

const family = 16;
const rawCloexec = 3 | 0o2000000;
const netlinkLevel = 270;
const extendedAcknowledgement = 11;
const getIndex = 0x8933;
const bufferBytes = 64 * 1024;
/** A dump that others change while it runs is read again, this often. */
const dumpAttempts = 5;

const receiveMemory = kernelMemory(bufferBytes);

/** Netlink protocols (netlink(7)): links, addresses and routes; connection tracking. */
export const netlinkProtocols = { route: 0, netfilter: 12 } as const;

/**
 * A netlink socket (rtnetlink(7) unless it says otherwise) in the namespace the thread is in when it is made; it stays there. Synchronous:
 * the kernel has answered when send returns. For one thread.
 */
export class NetlinkSocket implements Disposable {
  readonly #fd: number;
  #sequence = 0;

  constructor(protocol: number = netlinkProtocols.route) {
    this.#fd = syscall("socket", "netlink", family, rawCloexec, protocol);
    const one = kernelMemory(4);
    one.writeInt32LE(1);
    syscall("setsockopt", "netlink", this.#fd, netlinkLevel, extendedAcknowledgement, addressOf(one), 4);
  }

  /** Sends one change and takes its acknowledgement. @throws SyscallError with `action` and `subject` */
  change(
    request: { readonly type: number; readonly flags?: number; readonly payload: Uint8Array },
    about: About,
  ): void {
    const flags = messageFlags.request | messageFlags.ack | (request.flags ?? 0);
    const sequence = this.#send({ type: request.type, flags, payload: request.payload });
    for (;;) {
      for (const message of this.#receive()) {
        if (message.sequence !== sequence || message.type !== controlTypes.error) continue;
        const { errno, text } = decodeAcknowledgement(message);
        if (errno !== 0)
          throw new SyscallError(about.action, errno, text ? `${about.subject}: ${text}` : about.subject);
        return;
      }
    }
  }

  /** All that the kernel has of one type. @throws SyscallError · unavailable when it changes faster than it is read */
  dump(type: number, payload: Uint8Array): NetlinkMessage[] {
    for (let attempt = 0; attempt < dumpAttempts; attempt += 1) {
      const messages = this.#dumpOnce(type, payload);
      if (messages !== undefined) return messages;
    }
    throw new EngineError("unavailable", "the network's state changes faster than it can be read");
  }

  /** Index of a link by its name. @throws SyscallError ENODEV */
  indexOf(name: string): number {
    const request = kernelMemory(40);
    request.write(name.slice(0, 15), 0, "utf8");
    syscall("ioctl", name, this.#fd, getIndex, addressOf(request));
    return request.readInt32LE(16);
  }

  [Symbol.dispose](): void {
    closeFd(this.#fd);
  }

  #dumpOnce(type: number, payload: Uint8Array): NetlinkMessage[] | undefined {
    const sequence = this.#send({ type, flags: messageFlags.request | messageFlags.dump, payload });
    const found: NetlinkMessage[] = [];
    let whole = true;
    for (;;) {
      for (const message of this.#receive()) {
        if (message.sequence !== sequence) continue;
        if ((message.flags & messageFlags.dumpInterrupted) !== 0) whole = false;
        if (message.type === controlTypes.done) return whole ? found : undefined;
        if (message.type === controlTypes.error) {
          const { errno } = decodeAcknowledgement(message);
          throw new SyscallError("netlink dump", errno, "");
        }
        found.push(message);
      }
    }
  }

  #send(message: Omit<NetlinkMessage, "sequence">): number {
    this.#sequence += 1;
    const bytes = encodeMessage({ ...message, sequence: this.#sequence });
    const memory = kernelMemory(bytes.length);
    memory.set(bytes);
    syscall("sendto", "netlink", this.#fd, addressOf(memory), memory.length, 0, 0, 0);
    return this.#sequence;
  }

  #receive(): NetlinkMessage[] {
    const truncate = 0x20;
    const length = syscall("recvfrom", "netlink", this.#fd, addressOf(receiveMemory), bufferBytes, truncate);
    if (length > bufferBytes) throw new RangeError(`netlink datagram of ${length} bytes`);
    return decodeMessages(Uint8Array.prototype.slice.call(receiveMemory, 0, length));
  }
}

/** For the error of a change: what was tried, and on what. */
export interface About {
  readonly action: string;
  readonly subject: string;
}
