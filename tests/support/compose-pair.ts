import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CommandOptions, Result } from "./command.ts";
import type { Engine } from "./engine.ts";
import { eventually } from "./eventually.ts";
import { dockerClient, gantryExecutable } from "./peers.ts";
import { Terminal, type TerminalOptions } from "./terminal.ts";

/** The two Composes: the stock one and ours. */
export type Tool = "stock" | "own";

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One Compose project twice, each in the hands of one tool, so that what they answer can be compared. The engine's end ends both. */
export class ComposePair {
  static #count = 0;
  readonly #name: string;

  constructor(
    readonly engine: Engine,
    files: Readonly<Record<string, string>>,
  ) {
    ComposePair.#count += 1;
    this.#name = `pair${ComposePair.#count}`;
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** Of the project in the hands of a tool. */
  name(tool: Tool): string {
    return `${this.#name}${tool === "own" ? "o" : "s"}`;
  }

  folder(tool: Tool): string {
    return join(this.engine.paths.folder, this.name(tool));
  }

  /** Writes a file into both folders. */
  write(path: string, text: string): void {
    for (const tool of ["stock", "own"] as const) {
      const whole = join(this.folder(tool), path);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, text);
    }
  }

  /** Runs a command line in the project of a tool; `@/` is its folder. */
  async run(tool: Tool, args: readonly string[], options: CommandOptions = {}): Promise<Result> {
    const { line, env } = this.#command(tool, ["--progress", "plain", ...args]);
    const given = { ...options, env: { ...env, ...options.env } };
    return tool === "stock" ? await this.engine.docker(line, given) : await this.engine.own(line, given);
  }

  /** Begins a command that goes on; its answer can be looked at meanwhile. */
  begin(tool: Tool, args: readonly string[]): BegunCommand {
    const { argv, env } = this.#process(tool, ["--progress", "plain", ...args]);
    return new BegunCommand(argv, env, (text) => this.#neutralText(text));
  }

  /** Begins a command on a terminal of its own. */
  terminal(tool: Tool, args: readonly string[], options: Partial<TerminalOptions> = {}): Terminal {
    const { argv, env } = this.#process(tool, args);
    const size = { columns: 80, rows: 20 };
    return new Terminal(["setsid", "--ctty", "--wait", ...argv], {
      ...size,
      ...options,
      env: { ...env, ...options.env },
    });
  }

  #process(tool: Tool, args: readonly string[]) {
    const { line, env } = this.#command(tool, args);
    this.engine.linkPlugins();
    const program = tool === "stock" || this.engine.kind === "dockerd" ? dockerClient() : gantryExecutable();
    return { argv: this.engine.namespace.argv(program, ...line), env: { ...this.engine.clientEnvironment, ...env } };
  }

  #command(tool: Tool, args: readonly string[]) {
    const folder = this.folder(tool);
    const paths = args.map((text) => text.replace(/^@\//, `${folder}/`));
    const line = ["compose", "--project-directory", folder, "-p", this.name(tool), ...paths];
    return { line, env: { COMPOSE_FILE: join(folder, "compose.yaml"), XDG_RUNTIME_DIR: folder } };
  }

  /** What each tool answers, with names, ids and spans of time of its own made equal. */
  async both(args: readonly string[], options: CommandOptions = {}): Promise<{ stock: Answer; own: Answer }> {
    const [stock, own] = [await this.run("stock", args, options), await this.run("own", args, options)];
    return { stock: this.#neutral(stock), own: this.#neutral(own) };
  }

  #neutral({ code, stdout, stderr }: Result): Answer {
    return { code, stdout: this.#neutralText(stdout), stderr: inOrder(this.#neutralText(stderr)) };
  }

  #neutralText(text: string): string {
    return text
      .replaceAll(new RegExp(`${this.#name}[os]`, "g"), "PROJECT")
      .replace(/[0-9a-f]{64}/g, "ID")
      .replace(/-run-[0-9a-f]{12}/g, "-run-SLUG")
      .replace(/time="[^"]*"/g, 'time="TIME"');
  }
}

/** A command that goes on until it is stopped. */
export class BegunCommand {
  readonly #child: ChildProcess;
  readonly #neutral: (text: string) => string;
  readonly #output = { stdout: "", stderr: "" };

  constructor(
    argv: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
    neutral: (text: string) => string,
  ) {
    this.#neutral = neutral;
    this.#child = spawn(argv[0]!, argv.slice(1), {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const name of ["stdout", "stderr"] as const)
      this.#child[name]?.on("data", (data: Buffer) => {
        this.#output[name] += data.toString();
      });
  }

  get stdout(): string {
    return this.#neutral(this.#output.stdout);
  }

  get stderr(): string {
    return this.#neutral(this.#output.stderr);
  }

  async shows(text: string): Promise<void> {
    await eventually(`"${text}" in ${this.stdout}`, () => this.stdout.includes(text), { withinMs: 60_000 });
  }

  /** Ends it as a user does; gives its exit code. */
  async interrupt(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.#child.once("close", (code) => resolve(code)));
    this.#child.kill("SIGINT");
    return await ended;
  }
}

/** Progress of things that are worked on side by side comes in any order. */
function inOrder(text: string): string {
  const lines = text.split("\n");
  const isProgress = (line: string): boolean => line.startsWith(" ");
  return [...lines.filter(isProgress).sort(), ...lines.filter((line) => !isProgress(line))].join("\n");
}
