import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gantryExecutable } from "./peers.ts";

export interface RegistryProcessOptions {
  readonly root: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What stands before the program's own command line, such as `nsenter`. */
  readonly within?: readonly string[];
}

export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** `gantry registry serve` as a process of its own, on a free port. */
export class RegistryProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Resolves when it listens. @throws Error with what it wrote when it does not */
  static async start({ root, flags = [], env = {}, within = [] }: RegistryProcessOptions): Promise<RegistryProcess> {
    const argv = [...within, gantryExecutable(), "registry", "serve", "--root", root];
    const listen = flags.includes("--addr") ? [] : ["--addr", "127.0.0.1:0"];
    const child = spawn(argv[0]!, [...argv.slice(1), ...listen, ...flags], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "pipe"],
    });
    let text = "";
    const url = await new Promise<string>((resolve, reject) => {
      child.stderr?.on("data", (data: Buffer) => {
        text += data.toString();
        const found = /Registry listens on (https?:\/\/[^"]+)"/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once("exit", (code, signal) => reject(new Error(`registry: exit ${code ?? signal}: ${text}`)));
    });
    return new RegistryProcess(child, url);
  }

  /** `127.0.0.1:PORT`. */
  get address(): string {
    return new URL(this.url).host;
  }

  /** The most memory it has had, in bytes. */
  get peakBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
  }

  async request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    // A connection that is kept may lead to a former process on the same port.
    return await fetch(`${this.url}${path}`, { method, redirect: "manual", keepalive: false, ...init });
  }

  /** Resolves when the process has gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill(signal);
    await gone;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when the process has ended by itself. */
  async ended(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await new Promise((resolve) => this.#child.once("exit", resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
  }
}
