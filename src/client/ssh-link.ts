import type { ByteListener, ByteSocket } from "#base/byte-socket.ts";
import { type SshAddress, sshCommand } from "./ssh-command.ts";
import { type SshControl, sshControl } from "./ssh-control.ts";
import { SshMaster } from "./ssh-master.ts";
import { SshSocket } from "./ssh-socket.ts";

const signals = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

/**
 * The way to an engine on another machine: `docker system dial-stdio` there, run by an ssh for each stream, all of them over the one
 * connection of another ssh. Where that cannot be, each has a connection of its own, as with Docker's client.
 *
 * No ssh outlives `close`, the end of the process or a signal that ends it; after a SIGKILL they end with their input.
 */
export class SshLink {
  readonly #address: SshAddress;
  readonly #shown: readonly string[];
  readonly #sockets = new Set<SshSocket>();
  readonly #atExit = (): void => this.#endAll();
  readonly #atSignal = (name: NodeJS.Signals): void => this.#dieOf(name);
  #choice: Promise<SshControl | undefined> | undefined;
  #control: SshControl | undefined;
  #master: SshMaster | undefined;

  constructor(address: SshAddress) {
    this.#address = address;
    this.#shown = sshCommand(address);
  }

  /** Opens one more stream. A failure to connect is told to the listener. */
  async dial(listener: ByteListener): Promise<ByteSocket> {
    if (this.#choice === undefined) this.#watchEnd();
    this.#choice ??= sshControl(this.#address);
    const control = await this.#choice;
    if (control === undefined) return this.#open([], listener);
    this.#control = control;
    this.#master = this.#runningMaster(control);
    const shared = await this.#master.ready;
    if ("error" in shared) return deadSocket(shared.error, listener);
    if (!shared.isShared) this.#choice = Promise.resolve(undefined);
    return this.#open(shared.isShared ? control.further : [], listener);
  }

  close(): void {
    this.#endAll();
    process.off("exit", this.#atExit);
    for (const name of signals) process.off(name, this.#atSignal);
  }

  #runningMaster(control: SshControl): SshMaster {
    if (this.#master?.isRunning === true) return this.#master;
    return new SshMaster(sshCommand(this.#address, control.first), this.#shown, control);
  }

  #open(options: readonly string[], listener: ByteListener): ByteSocket {
    const command = sshCommand(this.#address, options);
    const ended = (socket: SshSocket): void => void this.#sockets.delete(socket);
    const socket = new SshSocket({ command, shown: this.#shown, ended }, listener);
    this.#sockets.add(socket);
    return socket;
  }

  #watchEnd(): void {
    process.on("exit", this.#atExit);
    for (const name of signals) process.on(name, this.#atSignal);
  }

  #endAll(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#master?.kill();
    this.#control?.remove();
  }

  /** The signal ends the process, as it would if nobody listened, unless somebody else does. */
  #dieOf(name: NodeJS.Signals): void {
    if (process.listenerCount(name) > 1) return;
    this.close();
    process.kill(process.pid, name);
  }
}

/** A stream that has ended before it began. */
function deadSocket(error: Error, listener: ByteListener): ByteSocket {
  listener.end(error);
  return { destroyed: true, pause() {}, resume() {}, write: async () => {}, end() {}, destroy() {} };
}
