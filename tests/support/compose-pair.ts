import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CommandOptions, Result } from "./command.ts";
import type { Engine } from "./engine.ts";

/** The two Composes: the stock one and ours. */
export type Tool = "stock" | "own";

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One Compose project twice, each in the hands of one tool, so that what they answer can be compared. */
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
    const folder = this.folder(tool);
    const paths = args.map((text) => text.replace(/^@\//, `${folder}/`));
    const line = ["compose", "--project-directory", folder, "-p", this.name(tool), "--progress", "plain", ...paths];
    const given = { ...options, env: { COMPOSE_FILE: join(folder, "compose.yaml"), ...options.env } };
    return tool === "stock" ? await this.engine.docker(line, given) : await this.engine.own(line, given);
  }

  /** What each tool answers, with names, ids and spans of time of its own made equal. */
  async both(args: readonly string[], options: CommandOptions = {}): Promise<{ stock: Answer; own: Answer }> {
    const [stock, own] = [await this.run("stock", args, options), await this.run("own", args, options)];
    return { stock: this.#neutral(stock), own: this.#neutral(own) };
  }

  async down(): Promise<void> {
    for (const tool of ["stock", "own"] as const) await this.run(tool, ["down", "-v", "--remove-orphans", "-t", "0"]);
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

/** Progress of things that are worked on side by side comes in any order. */
function inOrder(text: string): string {
  const lines = text.split("\n");
  const isProgress = (line: string): boolean => line.startsWith(" ");
  return [...lines.filter(isProgress).sort(), ...lines.filter((line) => !isProgress(line))].join("\n");
}
