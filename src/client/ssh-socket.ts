import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { ByteListener, ByteSocket } from "#base/byte-socket.ts";
import { startSsh } from "./ssh-process.ts";

export interface SshSocketOptions {
  readonly command: readonly string[];
  /** The command as messages name it. */
  readonly shown: readonly string[];
  /** The process has ended. */
  ended(socket: SshSocket): void;
}

/** The streams of an ssh process. */
export class SshSocket implements ByteSocket {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  destroyed = false;

  constructor({ command, shown, ended }: SshSocketOptions, listener: ByteListener) {
    const { child, over } = startSsh(command, shown);
    this.#child = child;
    child.stdout.on("data", (chunk: Uint8Array) => listener.data(chunk));
    void over.then((failure) => {
      this.destroyed = true;
      listener.end(failure?.error);
      ended(this);
    });
  }

  pause(): void {
    this.#child.stdout.pause();
  }

  resume(): void {
    this.#child.stdout.resume();
  }

  write(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.stdin.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.#child.stdin.end();
  }

  destroy(): void {
    this.destroyed = true;
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    this.#child.kill();
  }
}
