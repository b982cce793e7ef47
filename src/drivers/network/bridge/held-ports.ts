import type { Publication } from "#core/network/publication.ts";
import type { PortDoor } from "./port-door.ts";

/** One published port: its place in the table of ports, and its doors. */
export interface HeldPort {
  readonly publication: Publication;
  readonly doors: PortDoor[];
  release(): void;
}

/** The host ports of one endpoint, held. */
export interface HeldPorts {
  readonly ports: readonly HeldPort[];
  readonly publications: readonly Publication[];
  /** Frees the ports and ends the relays. */
  release(): void;
}

export function heldPorts(ports: readonly HeldPort[]): HeldPorts {
  return {
    ports,
    publications: ports.map(({ publication }) => publication),
    release: () => {
      for (const port of ports) port.release();
    },
  };
}
