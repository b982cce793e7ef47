import { fstatSync, write as writeAsync, writeSync } from "node:fs";
import { bytesOfText } from "#base/byte-text.ts";
import type { Output, WindowSize } from "./io.ts";

const pause = new Int32Array(new SharedArrayBuffer(4));

/** An output on a file descriptor, without the streams of `process`, whose set-up costs milliseconds. */
export function processOutput(fd: number): Output {
  return new ProcessOutput(fd);
}

class ProcessOutput implements Output {
  readonly #fd: number;
  #tail: Promise<void> = Promise.resolve();
  #pending = 0;
  #terminal: boolean | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  get isTerminal(): boolean {
    this.#terminal ??= isCharacterDevice(this.#fd) && terminals().isatty(this.#fd);
    return this.#terminal;
  }

  write(data: string | Uint8Array): void {
    const bytes = typeof data === "string" ? bytesOfText(data) : data;
    if (this.#pending > 0) void this.send(bytes);
    else writeWhole(this.#fd, bytes);
  }

  send(data: Uint8Array): Promise<void> {
    this.#pending++;
    this.#tail = this.#tail.then(() => this.#sendWhole(data)).finally(() => this.#pending--);
    return this.#tail;
  }

  windowSize(): WindowSize {
    if (!this.isTerminal) return { rows: 0, columns: 0 };
    const [columns, rows] = new (terminals().WriteStream)(this.#fd).getWindowSize();
    return { rows, columns };
  }

  async #sendWhole(data: Uint8Array): Promise<void> {
    let at = 0;
    while (at < data.length) at += await writeSome(this.#fd, data.subarray(at));
  }
}

/** node:tty takes longer to load than most commands run, and most outputs are pipes and files. */
function terminals(): typeof import("node:tty") {
  return process.getBuiltinModule("node:tty");
}

function isCharacterDevice(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    return false;
  }
}

function writeSome(fd: number, data: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    writeAsync(fd, data, 0, data.length, null, (error, written) => {
      if (error === null) resolve(written);
      else if (error.code === "EAGAIN") setTimeout(resolve, 1, 0);
      else reject(error);
    });
  });
}

function writeWhole(fd: number, data: Uint8Array): void {
  let at = 0;
  while (at < data.length) {
    try {
      at += writeSync(fd, data, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
