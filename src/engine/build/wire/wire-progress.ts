import type { BuildProgress, BuildWarning, TaskState, VertexLog, VertexState } from "#core/build/progress.ts";
import type { Wire } from "#formats/build-wire/wire.ts";

/** Sends what a build tells to our own client, as it is told. Bytes go as base64. */
export class WireProgress implements BuildProgress {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  vertex(vertex: VertexState): void {
    this.#wire.event({ vertex });
  }

  task(task: TaskState): void {
    this.#wire.event({ task });
  }

  log({ data, ...entry }: VertexLog): void {
    this.#wire.event({ log: { ...entry, data: Buffer.from(data).toString("base64") } });
  }

  warning(warning: BuildWarning): void {
    this.#wire.event({ warning });
  }
}
