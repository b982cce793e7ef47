import type { Log } from "#base/op.ts";
import { closeFd } from "#sys/fd.ts";
import { holdHostPort } from "#sys/host-port.ts";
import { type Relay, type RelayTarget, relayTcp } from "./tcp-relay.ts";
import { relayUdp } from "./udp-relay.ts";

/** Where those who knock are led. */
export interface DoorTarget extends RelayTarget {
  /** The kernel leads them there; the door only keeps the port. */
  readonly translated: boolean;
}

/** A port of one address of the host, held by a bound socket: a conflict with another program shows at once, on either side. */
export class PortDoor {
  readonly address: string;
  readonly #protocol: "tcp" | "udp";
  readonly #port: number;
  readonly #log: Log;
  #fd: number | undefined;
  #relay: Relay | undefined;

  /** @throws SyscallError EADDRINUSE, EADDRNOTAVAIL, EACCES */
  constructor(hostPort: { protocol: "tcp" | "udp"; address: string; port: number }, log: Log) {
    this.address = hostPort.address;
    this.#protocol = hostPort.protocol;
    this.#port = hostPort.port;
    this.#log = log;
    this.#fd = holdHostPort(hostPort);
  }

  /** Leads to `target` from now on; TCP connections that there are stay where they lead. */
  async lead(target: DoorTarget): Promise<void> {
    if (target.translated) return this.#onlyHold();
    if (this.#relay !== undefined) return this.#relay.retarget(target);
    const fd = this.#fd ?? this.#hold();
    this.#fd = undefined;
    this.#relay = this.#protocol === "tcp" ? relayTcp(fd, target, this.#log) : await relayUdp(fd, target, this.#log);
  }

  close(): void {
    this.#relay?.close();
    this.#relay = undefined;
    if (this.#fd !== undefined) closeFd(this.#fd);
    this.#fd = undefined;
  }

  #onlyHold(): void {
    if (this.#relay === undefined) return;
    this.close();
    this.#fd = this.#hold();
  }

  #hold(): number {
    return holdHostPort({ protocol: this.#protocol, address: this.address, port: this.#port });
  }
}
