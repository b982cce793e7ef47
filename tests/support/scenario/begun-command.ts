import { type ChildProcess, spawn } from "node:child_process";
import { eventually } from "../eventually.ts";
import { shows } from "./pattern.ts";

const endsWithinMs = 30_000;

/** A command that goes on until it is interrupted. */
export class BegunCommand {
  readonly #child: ChildProcess;
  #output = "";

  constructor(argv: readonly string[], env: Readonly<Record<string, string | undefined>>) {
    const [program = "", ...args] = argv;
    // A group of its own, as a shell gives a job: the interrupt reaches what the shell has started.
    this.#child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (data: Buffer) => {
        this.#output += data.toString();
      });
  }

  async shows(pattern: string): Promise<void> {
    try {
      await eventually(pattern, () => shows(this.#output, pattern), { withinMs: 60_000 });
    } catch {
      throw new Error(`no line ${pattern} in:\n${this.#output}`);
    }
  }

  /** Ends it as a key on a terminal does; its exit code, or null where that does not end it. */
  async interrupt(): Promise<number | null> {
    const { exitCode, pid } = this.#child;
    if (exitCode !== null || pid === undefined) return exitCode;
    const ended = new Promise<number | null>((resolve) =>
      this.#child.once("close", (code, signal) => resolve(signal === "SIGINT" ? 130 : code)),
    );
    process.kill(-pid, "SIGINT");
    const late = setTimeout(() => process.kill(-pid, "SIGKILL"), endsWithinMs);
    try {
      return await ended;
    } finally {
      clearTimeout(late);
    }
  }

  /** Ends it, and what it has begun, without a chance to clear up. */
  async kill(): Promise<void> {
    const { exitCode, pid } = this.#child;
    if (exitCode !== null || pid === undefined) return;
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    process.kill(-pid, "SIGKILL");
    await ended;
  }
}
