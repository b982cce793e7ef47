import { readFileSync } from "node:fs";
import type { Log } from "#base/op.ts";
import { Undo } from "#base/undo.ts";
import { allPortsAllocated, hostPortNotBound, portAllocated } from "#core/network/errors.ts";
import type { NftPublication } from "#core/network/nft-plan.ts";
import { PortTable } from "#core/network/port-table.ts";
import type { Publication, PublicationRequest } from "#core/network/publication.ts";
import { closeFd } from "#sys/fd.ts";
import { holdHostPort } from "#sys/host-port.ts";
import { isErrno } from "#sys/libc.ts";
import { isTranslatable, type PublishedTarget, targetFor } from "./published-target.ts";
import { type Relay, relayTcp } from "./tcp-relay.ts";
import { relayUdp } from "./udp-relay.ts";

/** The host ports of one endpoint, held. */
export interface HeldPorts {
  readonly publications: readonly Publication[];
  /** Frees the ports and ends the relays. */
  release(): Promise<void>;
}

export interface PublishedPortsOptions {
  /** Whether the kernel translates IPv4 addresses; otherwise all ports are relayed. */
  readonly translated: boolean;
  readonly log: Log;
}

interface Hold {
  readonly address: string;
  readonly fd: number;
}

/**
 * Which container has which host port. Each is held by a bound socket, so that a conflict with another program shows
 * at once, on either side; what the kernel cannot translate is relayed.
 */
export class PublishedPorts {
  readonly #table: PortTable;
  readonly #options: PublishedPortsOptions;

  constructor(options: PublishedPortsOptions) {
    this.#options = options;
    this.#table = new PortTable({ ephemeral: ephemeralRange() });
  }

  /** @throws EngineError in Docker's words; nothing is held then */
  async publish(requests: readonly PublicationRequest[], target: PublishedTarget): Promise<HeldPorts> {
    const undo = new Undo();
    try {
      const publications: Publication[] = [];
      for (const request of requests) {
        const { publication, holds } = this.#choose(request, target);
        this.#table.take(publication);
        undo.add(() => this.#table.release(publication));
        publications.push(publication);
        for (const hold of holds) undo.add(await this.#serve(hold, publication, target));
      }
      return { publications, release: () => undo.run() };
    } catch (error) {
      await undo.run();
      throw error;
    }
  }

  /** Takes the ports of a running container over; one that another program has got meanwhile is told and left to it. */
  async adopt(publications: readonly Publication[], target: PublishedTarget): Promise<HeldPorts> {
    const undo = new Undo();
    for (const publication of publications) {
      this.#table.take(publication);
      undo.add(() => this.#table.release(publication));
      try {
        const holds = holdAll(publication, publication.hostPort);
        for (const hold of holds) undo.add(await this.#serve(hold, publication, target));
      } catch (error) {
        this.#options.log.warn("a published port of a running container is not held", {
          port: publication.hostPort,
          error,
        });
      }
    }
    return { publications, release: () => undo.run() };
  }

  /** The part that the kernel translates. */
  translations(publications: readonly Publication[], target: PublishedTarget): NftPublication[] {
    if (!this.#options.translated) return [];
    return publications.flatMap(({ protocol, hostAddresses, hostPort, containerPort }) =>
      hostAddresses
        .filter((hostAddress) => isTranslatable(hostAddress, target))
        .map((hostAddress) => {
          const containerAddress = targetFor(hostAddress, target);
          return { protocol, hostAddress, hostPort, containerAddress, containerPort };
        }),
    );
  }

  #choose(request: PublicationRequest, target: PublishedTarget): { publication: Publication; holds: Hold[] } {
    const { hostPorts, ...rest } = request;
    const single = hostPorts !== undefined && hostPorts.first === hostPorts.last ? hostPorts.first : undefined;
    if (single !== undefined) {
      const holder = this.#table.holderOf(request, single);
      if (holder !== undefined) throw portAllocated(holder, single);
    }
    for (const hostPort of this.#table.candidates(request)) {
      try {
        return { publication: { ...rest, hostPort }, holds: holdAll(request, hostPort) };
      } catch (error) {
        if (single === undefined && isErrno(error, "EADDRINUSE")) continue;
        throw asBindError(error, { request, hostPort, target });
      }
    }
    throw allPortsAllocated();
  }

  /** Takes the hold. Returns what ends it. An IPv6 address is relayed too: nothing can translate for `::1`. */
  async #serve(hold: Hold, publication: Publication, endpoint: PublishedTarget): Promise<() => void> {
    const { log, translated } = this.#options;
    const alone = !hold.address.includes(":") && isTranslatable(hold.address, endpoint);
    if (translated && alone) return () => closeFd(hold.fd);
    const target = { address: targetFor(hold.address, endpoint), port: publication.containerPort };
    const relay: Relay =
      publication.protocol === "tcp" ? relayTcp(hold.fd, target, log) : await relayUdp(hold.fd, target, log);
    return () => relay.close();
  }
}

/** A failed bind of one of several addresses. */
class BindFailure extends Error {
  readonly address: string;

  constructor(address: string, cause: unknown) {
    super(`bind ${address}`, { cause });
    this.address = address;
  }

  get code(): string {
    return (this.cause as { code?: string }).code ?? "";
  }
}

function holdAll(request: Pick<PublicationRequest, "protocol" | "hostAddresses">, port: number): Hold[] {
  const holds: Hold[] = [];
  for (const address of request.hostAddresses) {
    try {
      holds.push({ address, fd: holdHostPort({ protocol: request.protocol, address, port }) });
    } catch (error) {
      for (const { fd } of holds) closeFd(fd);
      throw new BindFailure(address, error);
    }
  }
  return holds;
}

interface Attempt {
  readonly request: PublicationRequest;
  readonly hostPort: number;
  readonly target: PublishedTarget;
}

function asBindError(error: unknown, { request, hostPort, target }: Attempt): unknown {
  if (!(error instanceof BindFailure)) return error;
  const { protocol, containerPort } = request;
  const cause = error.cause as Error;
  const containerAddress = targetFor(error.address, target);
  const reason = cause.message.slice(cause.message.lastIndexOf(": ") + 2);
  return hostPortNotBound({ hostAddress: error.address, hostPort, containerAddress, containerPort, protocol }, reason);
}

function ephemeralRange(): { readonly first: number; readonly last: number } {
  try {
    const [first, last] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8")
      .trim()
      .split(/\s+/)
      .map(Number);
    if (first && last && first <= last) return { first, last };
  } catch {
    // Docker's range is Linux's default.
  }
  return { first: 32768, last: 60999 };
}
