/** What a wait answers. */
export interface ExitAnswer {
  readonly exitCode: number;
}

/** Those who wait for a container's next exit, and for its removal. */
export class ExitWatch {
  #onExit: Array<(answer: ExitAnswer) => void> = [];
  #onRemoved: Array<(answer: ExitAnswer) => void> = [];

  nextExit(): Promise<ExitAnswer> {
    return new Promise((resolve) => this.#onExit.push(resolve));
  }

  removal(): Promise<ExitAnswer> {
    return new Promise((resolve) => this.#onRemoved.push(resolve));
  }

  exited(exitCode: number): void {
    for (const resolve of this.#onExit.splice(0)) resolve({ exitCode });
  }

  removed(exitCode: number): void {
    this.exited(exitCode);
    for (const resolve of this.#onRemoved.splice(0)) resolve({ exitCode });
  }
}
