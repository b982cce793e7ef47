import type { ProgressEvent, ProgressPrinter, WarningEvent } from "./events.ts";
import { ProgressRecorder } from "./recorder.ts";

/** Progress that can end where something else is to be said, and begins anew when there is more. */
export class PausingProgress implements ProgressPrinter {
  readonly #open: () => ProgressPrinter;
  readonly #closed: (warnings: readonly WarningEvent[]) => void;
  #shown: ProgressRecorder | undefined;

  /** @param closed hears the warnings of what has been shown */
  constructor(open: () => ProgressPrinter, closed: (warnings: readonly WarningEvent[]) => void = () => {}) {
    this.#open = open;
    this.#closed = closed;
  }

  event(event: ProgressEvent): void {
    this.events([event]);
  }

  events(told: readonly ProgressEvent[]): void {
    this.#shown ??= new ProgressRecorder(this.#open());
    this.#shown.events(told);
  }

  finish(): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    this.#shown = undefined;
    shown.finish();
    this.#closed(shown.warnings);
  }
}
