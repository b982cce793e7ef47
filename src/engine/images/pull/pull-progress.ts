import { shortId } from "#base/ids.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { progressBar } from "#formats/progress-bar.ts";
import type { DownloadListener } from "./downloads.ts";

export type TellProgress = (message: ProgressMessage) => void;

/** A line of no layer. */
export function statusLine(status: string, id?: string): ProgressMessage {
  return id === undefined ? { status } : { status, id };
}

/** A step of a layer. */
export function stepLine(status: string, id: string): ProgressMessage {
  return { status, progressDetail: {}, id };
}

/** How far a layer's step is. */
export function amountLine(
  status: string,
  amount: { readonly current: number; readonly total: number },
  id: string,
): ProgressMessage {
  return { status, progressDetail: amount, progress: progressBar(amount), id };
}

/**
 * The lines of one layer of a pull. What goes on at the same time here goes on in turn for those who read it, as in Docker:
 * unpacking shows from when the download is complete.
 */
export class LayerProgress implements DownloadListener, Disposable {
  readonly #tell: TellProgress;
  readonly #id: string;
  readonly #total: number;
  #unpacked = 0;
  #downloaded = false;
  #countdown: ReturnType<typeof setInterval> | undefined;

  constructor(tell: TellProgress, layer: { readonly digest: string; readonly size: number }) {
    this.#tell = tell;
    this.#id = shortId(layer.digest);
    this.#total = layer.size;
  }

  step(status: "Already exists" | "Pulling fs layer" | "Waiting" | "Pull complete"): void {
    this.#tell(stepLine(status, this.#id));
  }

  received(sizeBytes: number): void {
    this.#endCountdown();
    if (!this.#downloaded && sizeBytes > 0) this.#amount("Downloading", sizeBytes);
  }

  /** Counts down, a line a second. */
  retrying(delayMs: number): void {
    this.#endCountdown();
    let seconds = Math.max(1, Math.round(delayMs / 1000));
    const tell = (): void => {
      this.#tell(stepLine(`Retrying in ${seconds} second${seconds === 1 ? "" : "s"}`, this.#id));
      seconds--;
      if (seconds <= 0) this.#endCountdown();
    };
    this.#countdown = setInterval(tell, 1000);
    this.#countdown.unref();
    tell();
  }

  downloaded(options: { readonly verified: boolean }): void {
    if (this.#downloaded) return;
    this.#endCountdown();
    this.#downloaded = true;
    if (options.verified) this.#tell(stepLine("Verifying Checksum", this.#id));
    this.#tell(stepLine("Download complete", this.#id));
    if (this.#unpacked > 0) this.#amount("Extracting", this.#unpacked);
  }

  unpacking(packedBytes: number): void {
    if (packedBytes === this.#unpacked) return;
    this.#unpacked = packedBytes;
    if (this.#downloaded) this.#amount("Extracting", packedBytes);
  }

  #amount(status: string, current: number): void {
    this.#tell(amountLine(status, { current, total: this.#total }, this.#id));
  }

  #endCountdown(): void {
    clearInterval(this.#countdown);
    this.#countdown = undefined;
  }

  [Symbol.dispose](): void {
    this.#endCountdown();
  }
}
