import type { PortRange } from "./port-spec.ts";
import type { Publication, PublicationRequest } from "./publication.ts";

/** The host ports that containers hold, and which come next. */
export class PortTable {
  /** Host addresses by `protocol/port`. */
  readonly #held = new Map<string, string[]>();
  readonly #ephemeral: PortRange;
  #next: number;

  constructor(options: { readonly ephemeral: PortRange }) {
    this.#ephemeral = options.ephemeral;
    this.#next = options.ephemeral.first;
  }

  /**
   * The free ports that would do for a request, best first. A port of the ephemeral range that was looked at is not
   * looked at again before all others.
   */
  *candidates(request: PublicationRequest): Generator<number> {
    const range = request.hostPorts ?? this.#ephemeral;
    const count = range.last - range.first + 1;
    for (let i = 0; i < count; i += 1) {
      const port = request.hostPorts === undefined ? this.#advance() : range.first + i;
      if (this.holderOf(request, port) === undefined) yield port;
    }
  }

  /** The address that holds `port` against the request: the same, or one that covers the other. */
  holderOf(request: Pick<PublicationRequest, "protocol" | "hostAddresses">, port: number): string | undefined {
    const held = this.#held.get(`${request.protocol}/${port}`) ?? [];
    return held.find((holder) => request.hostAddresses.some((address) => collide(holder, address)));
  }

  take(publication: Publication): void {
    const key = `${publication.protocol}/${publication.hostPort}`;
    this.#held.set(key, [...(this.#held.get(key) ?? []), ...publication.hostAddresses]);
  }

  release(publication: Publication): void {
    const key = `${publication.protocol}/${publication.hostPort}`;
    const left = [...(this.#held.get(key) ?? [])];
    for (const address of publication.hostAddresses) {
      const index = left.indexOf(address);
      if (index >= 0) left.splice(index, 1);
    }
    if (left.length === 0) this.#held.delete(key);
    else this.#held.set(key, left);
  }

  #advance(): number {
    const port = this.#next;
    this.#next = port >= this.#ephemeral.last ? this.#ephemeral.first : port + 1;
    return port;
  }
}

function collide(a: string, b: string): boolean {
  if (a.includes(":") !== b.includes(":")) return false;
  return a === b || a === "0.0.0.0" || b === "0.0.0.0" || a === "::" || b === "::";
}
