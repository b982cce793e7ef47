import type { ProgressMessage } from "#formats/progress.ts";

const shortLength = 12;

/** The lines of the classic builder, as moby's builder/dockerfile prints them. */
export class ClassicOutput {
  readonly #tell: (message: ProgressMessage) => void;
  readonly #quiet: boolean;

  constructor(tell: (message: ProgressMessage) => void, options: { readonly quiet: boolean }) {
    this.#tell = tell;
    this.#quiet = options.quiet;
  }

  step(index: number, total: number, text: string): void {
    this.#line(`Step ${index}/${total} : ${text}`);
  }

  /** A base image was pulled. */
  pulled(messages: readonly ProgressMessage[]): void {
    if (!this.#quiet) for (const message of messages) this.#tell(message);
  }

  running(container: string): void {
    this.#line(` ---> Running in ${container.slice(0, shortLength)}`);
  }

  removed(container: string): void {
    this.#line(` ---> Removed intermediate container ${container.slice(0, shortLength)}`);
  }

  cached(): void {
    this.#line(" ---> Using cache");
  }

  made(id: string): void {
    this.#line(` ---> ${shortId(id)}`);
  }

  /** What a program prints, as it comes. */
  program(text: string): void {
    if (!this.#quiet && text !== "") this.#tell({ stream: text });
  }

  unusedArguments(names: readonly string[]): void {
    this.#line(`[Warning] One or more build-args [${names.join(" ")}] were not consumed`);
  }

  finished(id: string, names: readonly string[]): void {
    if (this.#quiet) {
      this.#tell({ stream: `${id}\n` });
      return;
    }
    this.#tell({ aux: { ID: id } });
    this.#line(`Successfully built ${shortId(id)}`);
    for (const name of names) this.#line(`Successfully tagged ${name}`);
  }

  #line(text: string): void {
    if (!this.#quiet) this.#tell({ stream: `${text}\n` });
  }
}

function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, shortLength);
}
