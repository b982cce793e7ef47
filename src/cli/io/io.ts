import type { Op } from "#base/op.ts";
import type { ConfigFile } from "../config/config-file.ts";
import type { OpenRepository } from "../registry/open-repository.ts";
import type { ServeRegistry } from "../registry/serve-registry.ts";

/** Rows and columns of a terminal. */
export interface WindowSize {
  readonly rows: number;
  readonly columns: number;
}

/** Where text and bytes go. */
export interface Output {
  readonly isTerminal: boolean;
  /** Writes at once, in order with what was sent before. */
  write(data: string | Uint8Array): void;
  /** Writes without holding up anything else; resolves when the bytes are handed on. */
  send(data: Uint8Array): Promise<void>;
  /** 0 by 0 when it is no terminal. */
  windowSize(): WindowSize;
}

/** Where bytes come from. */
export interface Input {
  readonly isTerminal: boolean;
  /** What arrives until the end; ends early when `signal` aborts. */
  read(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Switches line editing and signals of the terminal off; gives the function that restores it. */
  setRaw(): () => void;
}

/** Signals that the process was sent. */
export interface Signals {
  /** Calls back for each of `names`; gives the function that stops. */
  listen(names: readonly NodeJS.Signals[], heard: (name: NodeJS.Signals) => void): () => void;
}

/** What is known about engines without asking one. */
export interface EngineSurroundings {
  /** Folder of the client's configuration. */
  readonly configFolder: string;
  /** Where the default context leads, as `-H` has it. */
  readonly defaultHost: string;
}

/** The world around a command. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signals: Signals;
  /** The user's `config.json`. */
  readonly config: ConfigFile;
  /** Locks a file against other processes; gives the function that unlocks it. @throws Error when another keeps it too long */
  lockFile(op: Op, path: string): Promise<() => void>;
  /** Lent by the program; undefined where it cannot speak to registries itself. */
  readonly openRepository?: OpenRepository;
  /** The name of the context in use. */
  readonly contextName: string;
  readonly engine: EngineSurroundings;
  /** Where the program has a server of registries. */
  readonly serveRegistry?: ServeRegistry;
  /** Milliseconds since 1970. */
  now(): number;
}
