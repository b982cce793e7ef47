import { readFileSync } from "node:fs";
import type { Log } from "#base/op.ts";
import { Undo } from "#base/undo.ts";
import { allPortsAllocated, hostPortNotBound, portAllocated } from "#core/network/errors.ts";
import type { NftPublication } from "#core/network/nft-plan.ts";
import { PortTable } from "#core/network/port-table.ts";
import type { Publication, PublicationRequest } from "#core/network/publication.ts";
import { isErrno } from "#sys/libc.ts";
import { GivenDoors } from "./given-doors.ts";
import { type HeldPort, type HeldPorts, heldPorts } from "./held-ports.ts";
import { PortDoor } from "./port-door.ts";
import { isTranslatable, type PublishedTarget, targetFor } from "./published-target.ts";

export interface PublishedPortsOptions {
  /** Whether the kernel translates IPv4 addresses; otherwise all ports are relayed. */
  readonly translated: boolean;
  readonly log: Log;
}

/** Ports that change hands: those of the giver lead where they did until `settle`. */
export interface PortHandover {
  readonly held: HeldPorts;
  /** Leads all to their new owner, and frees what only the giver had. */
  settle(): Promise<void>;
  /** Gives up what was taken beyond the giver's. */
  cancel(): Promise<void>;
}

/** Which container has which host port. What the kernel cannot translate is relayed. */
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
      const ports: HeldPort[] = [];
      for (const request of requests) {
        const port = this.#hold(request, target);
        undo.add(() => port.release());
        ports.push(port);
        await this.#lead(port, target);
      }
      return heldPorts(ports);
    } catch (error) {
      await undo.run();
      throw error;
    }
  }

  /** Takes the ports of a running container over; one that another program has got meanwhile is told and left to it. */
  async adopt(publications: readonly Publication[], target: PublishedTarget): Promise<HeldPorts> {
    const ports: HeldPort[] = [];
    for (const publication of publications) {
      this.#table.take(publication);
      const port = this.#held(publication, []);
      ports.push(port);
      try {
        port.doors.push(...this.#openAll(publication, publication.hostPort));
        await this.#lead(port, target);
      } catch (error) {
        this.#options.log.warn("a published port of a running container is not held", {
          port: publication.hostPort,
          error,
        });
      }
    }
    return heldPorts(ports);
  }

  /** Publishes for one endpoint in the place of another. @throws EngineError in Docker's words; nothing has changed then */
  async takeOver(
    requests: readonly PublicationRequest[],
    target: PublishedTarget,
    giver: HeldPorts,
  ): Promise<PortHandover> {
    const given = new GivenDoors(giver);
    const undo = new Undo();
    const ports: HeldPort[] = [];
    try {
      for (const request of requests) {
        const shared = given.take(request);
        const port = shared === undefined ? this.#hold(request, target) : this.#held(shared.publication, shared.doors);
        if (shared === undefined) undo.add(() => port.release());
        ports.push(port);
      }
    } catch (error) {
      await undo.run();
      throw error;
    }
    return {
      held: heldPorts(ports),
      settle: async () => {
        for (const port of ports) await this.#lead(port, target);
        for (const { publication, door } of given.left) {
          this.#table.release(publication);
          door?.close();
        }
      },
      cancel: () => undo.run(),
    };
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

  #hold(request: PublicationRequest, target: PublishedTarget): HeldPort {
    const { hostPorts, ...rest } = request;
    const single = hostPorts !== undefined && hostPorts.first === hostPorts.last ? hostPorts.first : undefined;
    if (single !== undefined) {
      const holder = this.#table.holderOf(request, single);
      if (holder !== undefined) throw portAllocated(holder, single);
    }
    for (const hostPort of this.#table.candidates(request)) {
      try {
        const doors = this.#openAll(request, hostPort);
        this.#table.take({ ...rest, hostPort });
        return this.#held({ ...rest, hostPort }, doors);
      } catch (error) {
        if (single === undefined && isErrno(error, "EADDRINUSE")) continue;
        throw asBindError(error, { request, hostPort, target });
      }
    }
    throw allPortsAllocated();
  }

  /** @param publication that the table has already */
  #held(publication: Publication, doors: PortDoor[]): HeldPort {
    const release = (): void => {
      this.#table.release(publication);
      for (const door of doors) door.close();
    };
    return { publication, doors, release };
  }

  #openAll(request: Pick<PublicationRequest, "protocol" | "hostAddresses">, port: number): PortDoor[] {
    const doors: PortDoor[] = [];
    for (const address of request.hostAddresses) {
      try {
        doors.push(new PortDoor({ protocol: request.protocol, address, port }, this.#options.log));
      } catch (error) {
        for (const door of doors) door.close();
        throw new BindFailure(address, error);
      }
    }
    return doors;
  }

  /** An IPv6 address is relayed too: nothing can translate for `::1`. */
  async #lead({ publication, doors }: HeldPort, endpoint: PublishedTarget): Promise<void> {
    for (const door of doors) {
      const alone = !door.address.includes(":") && isTranslatable(door.address, endpoint);
      const translated = this.#options.translated && alone;
      await door.lead({ address: targetFor(door.address, endpoint), port: publication.containerPort, translated });
    }
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
