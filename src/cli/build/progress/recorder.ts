import type { Miss } from "../show-why.ts";
import type { ProgressEvent, ProgressPrinter, VertexEvent, WarningEvent } from "./events.ts";

/** Keeps of a build what is shown after it: warnings, and the output of the step that failed. */
export class ProgressRecorder implements ProgressPrinter {
  readonly warnings: WarningEvent[] = [];
  readonly #inner: ProgressPrinter;
  readonly #vertices = new Map<string, VertexEvent>();
  readonly #logs = new Map<string, Array<{ readonly at: number; readonly text: string }>>();

  constructor(inner: ProgressPrinter) {
    this.#inner = inner;
  }

  event(event: ProgressEvent): void {
    const { vertex, log, warning } = event;
    if (vertex !== undefined) this.#vertices.set(vertex.digest, vertex);
    if (warning !== undefined) this.warnings.push(warning);
    if (log !== undefined) {
      const logs = this.#logs.get(log.vertex) ?? [];
      logs.push({ at: log.at, text: Buffer.from(log.data, "base64").toString("utf8") });
      this.#logs.set(log.vertex, logs);
    }
    this.#inner.event(event);
  }

  finish(): void {
    this.#inner.finish();
  }

  /** Why steps were not cached, where that was asked for. */
  get misses(): Miss[] {
    return [...this.#vertices.values()].flatMap(({ name, why }) => (why === undefined ? [] : [{ name, reasons: why }]));
  }

  /** The last lines of the step that failed, as buildx prints them; empty where none did. */
  failedOutput(): string {
    const failed = [...this.#vertices.values()].find(
      ({ error }) => error !== undefined && !/context canceled$/.test(error),
    );
    if (failed === undefined) return "";
    const logs = this.#logs.get(failed.digest) ?? [];
    const startedAt = failed.startedAt ?? 0;
    const lines = logs.flatMap(({ at, text }) =>
      text
        .split("\n")
        .filter((line, index, all) => index < all.length - 1 || line !== "")
        .map((line) => `${((at - startedAt) / 1000).toFixed(3)} ${line}`),
    );
    return ["------", ` > ${failed.name}:`, ...lines.slice(-shownLines), "------", ""].join("\n");
  }
}

const shownLines = 20;
