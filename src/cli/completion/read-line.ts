import type { Flag, FlagTable } from "../flags/flag.ts";
import type { CommandFacts, TreeNode } from "../tree/command-tree.ts";

/** How far a command line has come that is not complete. */
export interface LineState {
  readonly node: TreeNode;
  readonly command: CommandFacts | undefined;
  /** The flags that may be given here. */
  readonly flags: FlagTable;
  readonly given: readonly GivenFlag[];
  /** The arguments of the command. */
  readonly args: readonly string[];
  /** The flag whose value comes next. */
  readonly pending: string | undefined;
  readonly areFlagsOver: boolean;
}

export interface GivenFlag {
  /** Of the command that it stands behind. */
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

/** Follows the words of a line as far as they go; what cannot be is passed over. */
export async function readLine(root: TreeNode, words: readonly string[]): Promise<LineState> {
  const reader = new LineReader(root);
  for (const word of words) await reader.take(word);
  return reader.state();
}

class LineReader {
  #node: TreeNode;
  #command: CommandFacts | undefined;
  #flags: FlagTable;
  readonly #given: GivenFlag[] = [];
  readonly #args: string[] = [];
  #pending: string | undefined;
  #areFlagsOver = false;

  constructor(root: TreeNode) {
    this.#node = root;
    this.#flags = root.flags;
  }

  state(): LineState {
    return {
      node: this.#node,
      command: this.#command,
      flags: this.#flags,
      given: this.#given,
      args: this.#args,
      pending: this.#pending,
      areFlagsOver: this.#areFlagsOver,
    };
  }

  async take(word: string): Promise<void> {
    if (this.#pending !== undefined) this.#give(this.#pending, word);
    else if (this.#areFlagsOver || !word.startsWith("-") || word === "-") await this.#takeWord(word);
    else if (word === "--") this.#areFlagsOver = true;
    else if (word.startsWith("--")) this.#takeLong(word.slice(2));
    else this.#takeShorts(word.slice(1));
  }

  async #takeWord(word: string): Promise<void> {
    const children = this.#args.length > 0 ? [] : await this.#node.children();
    const child = children.find(({ name, aliases }) => name === word || aliases.includes(word));
    if (child === undefined) {
      this.#args.push(word);
      if (this.#command?.interspersed === false) this.#areFlagsOver = true;
      return;
    }
    const above = this.#node.path === "docker" ? {} : this.#node.flags;
    this.#node = child;
    this.#command = await child.command();
    this.#flags = { ...above, ...child.flags, ...this.#command?.flags };
  }

  #takeLong(text: string): void {
    const at = text.indexOf("=");
    const name = at < 0 ? text : text.slice(0, at);
    if (at >= 0) this.#give(name, text.slice(at + 1));
    else this.#begin(name, this.#flags[name]);
  }

  #takeShorts(letters: string): void {
    for (let rest = letters; rest !== ""; ) {
      const letter = rest[0] ?? "";
      rest = rest.slice(1);
      const name = Object.keys(this.#flags).find((key) => this.#flags[key]?.short === letter);
      if (name === undefined) return;
      if (this.#flags[name]?.bareValue === undefined && rest !== "") {
        this.#give(name, rest.replace(/^=/, ""));
        return;
      }
      this.#begin(name, this.#flags[name]);
    }
  }

  #begin(name: string, flag: Flag<unknown> | undefined): void {
    if (flag === undefined) return;
    if (flag.bareValue === undefined) this.#pending = name;
    else this.#give(name, flag.bareValue);
  }

  #give(name: string, value: string): void {
    this.#pending = undefined;
    this.#given.push({ path: this.#node.path, name, value });
  }
}
