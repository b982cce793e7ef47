import type { Miss } from "../show-why.ts";
import type { ProgressEvent, ProgressPrinter, VertexEvent, WarningEvent } from "./events.ts";

/** Keeps of a build what is shown after it: warnings, and why steps were not cached. */
export class ProgressRecorder implements ProgressPrinter {
  readonly warnings: WarningEvent[] = [];
  readonly #inner: ProgressPrinter;
  readonly #vertices = new Map<string, VertexEvent>();

  constructor(inner: ProgressPrinter) {
    this.#inner = inner;
  }

  event(event: ProgressEvent): void {
    this.events([event]);
  }

  events(told: readonly ProgressEvent[]): void {
    for (const { vertex, warning } of told) {
      if (vertex !== undefined) this.#vertices.set(vertex.digest, vertex);
      if (warning !== undefined) this.warnings.push(warning);
    }
    this.#inner.events(told);
  }

  finish(): void {
    this.#inner.finish();
  }

  /** Why steps were not cached, where that was asked for. */
  get misses(): Miss[] {
    return [...this.#vertices.values()].flatMap(({ name, why }) => (why === undefined ? [] : [{ name, reasons: why }]));
  }
}
