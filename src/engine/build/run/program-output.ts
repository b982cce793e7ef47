import { LogLimit } from "#core/build/run/log-limit.ts";
import type { StepContext } from "#core/build/runners.ts";
import type { AttachedClient } from "#core/runtime/contract.ts";
import { StreamDecoder } from "#formats/stdcopy.ts";
import { adoptSocket } from "#sys/adopt-socket.ts";
import { closeFd } from "#sys/fd.ts";
import { socketPair } from "#sys/unix-socket.ts";

type Output = StepContext["output"];

/**
 * What a step's program writes, on its way from the shim to the build's progress, while it comes and within the limits of a
 * log. A program that writes faster than this is read waits (`shim/PROTOCOL.md`, back-pressure).
 */
export class ProgramOutput implements Disposable {
  /** Resolves when all has come. Never rejects. */
  readonly ended: Promise<void>;
  #theirs: number;
  #close = (): void => {};

  private constructor(theirs: number, ended: Promise<void>) {
    this.#theirs = theirs;
    this.ended = ended;
  }

  static async open(output: Output): Promise<ProgramOutput> {
    const [ours, theirs] = socketPair();
    const ended = Promise.withResolvers<void>();
    const opened = new ProgramOutput(theirs, ended.promise);
    const decoder = new StreamDecoder();
    const limits = { stdout: new LogLimit(Date.now()), stderr: new LogLimit(Date.now()) };
    const data = (chunk: Uint8Array): void => {
      for (const { stream, data: piece } of decoder.decode(chunk)) {
        if (stream !== "stdout" && stream !== "stderr") continue;
        const kept = limits[stream].pass(piece, Date.now());
        // The chunk's memory may be used again by who reads the socket.
        if (kept.length > 0) output(stream, kept.slice());
      }
    };
    try {
      const socket = await adoptSocket(ours, { data, end: () => ended.resolve() });
      opened.#close = () => socket.destroy();
      return opened;
    } catch (error) {
      closeFd(theirs);
      throw error;
    }
  }

  /** The shim's end, to be given away once. */
  client(): AttachedClient {
    const fd = this.#theirs;
    this.#theirs = -1;
    const streams = { stdin: false, stdout: true, stderr: true, multiplexed: true };
    return { fd, head: new Uint8Array(), detachKeys: new Uint8Array(), ...streams };
  }

  [Symbol.dispose](): void {
    if (this.#theirs >= 0) closeFd(this.#theirs);
    this.#theirs = -1;
    this.#close();
  }
}
