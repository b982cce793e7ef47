import type { Publication, PublicationRequest } from "#core/network/publication.ts";
import type { HeldPorts } from "./held-ports.ts";
import type { PortDoor } from "./port-door.ts";

/** One address of a port that is given away. */
interface GivenDoor {
  /** Of this address alone. */
  readonly publication: Publication;
  readonly address: string;
  /** Undefined where another program has the port. */
  readonly door: PortDoor | undefined;
}

/** The doors of an endpoint whose ports others take, by address: an engine that was restarted knows them only so. */
export class GivenDoors {
  #left: GivenDoor[];

  constructor({ ports }: HeldPorts) {
    this.#left = ports.flatMap(({ publication, doors }) =>
      publication.hostAddresses.map((address) => ({
        publication: { ...publication, hostAddresses: [address] },
        address,
        door: doors.find((door) => door.address === address),
      })),
    );
  }

  /** Those that nobody has taken. */
  get left(): readonly GivenDoor[] {
    return this.#left;
  }

  /** The doors that a request asks for: all of its addresses, with its number, or any for the same port of the container. */
  take(request: PublicationRequest): { readonly publication: Publication; readonly doors: PortDoor[] } | undefined {
    const { hostPorts, ...rest } = request;
    for (const { publication } of this.#left) {
      const { hostPort } = publication;
      if (!isWanted(request, publication)) continue;
      const found = request.hostAddresses.map((address) =>
        this.#left.find(
          (given) =>
            given.address === address &&
            given.publication.hostPort === hostPort &&
            given.publication.protocol === request.protocol,
        ),
      );
      const all = found.filter((given) => given !== undefined);
      if (all.length < found.length) continue;
      this.#left = this.#left.filter((given) => !all.includes(given));
      return { publication: { ...rest, hostPort }, doors: all.flatMap(({ door }) => door ?? []) };
    }
    return undefined;
  }
}

function isWanted({ protocol, key, hostPorts }: PublicationRequest, publication: Publication): boolean {
  if (publication.protocol !== protocol) return false;
  if (hostPorts === undefined) return publication.key === key;
  return publication.hostPort >= hostPorts.first && publication.hostPort <= hostPorts.last;
}
