import type { BuildProgress, BuildWarning, TaskState, VertexLog, VertexState } from "#core/build/progress.ts";
import type { ClassicOutput } from "./classic-output.ts";

/** Of all that a build tells, the classic builder shows what programs print. */
export class ClassicProgress implements BuildProgress {
  readonly #output: ClassicOutput;
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  readonly #runs: () => void;

  /** `runs` is called before what a program prints. */
  constructor(output: ClassicOutput, runs: () => void) {
    this.#output = output;
    this.#runs = runs;
  }

  vertex(_state: VertexState): void {}

  task(_state: TaskState): void {}

  log({ stream, data }: VertexLog): void {
    this.#runs();
    this.#output.program(this.#decoders[stream].decode(data, { stream: true }));
  }

  warning(_warning: BuildWarning): void {}
}
