import { type Op, throwIfEnded } from "#base/op.ts";
import { tryLockBeside } from "../machine/lock-beside.ts";
import type { OpenRepository } from "../registry/open-repository.ts";
import type { ServeRegistry } from "../registry/serve-registry.ts";
import type { Input, Io, Signals } from "./io.ts";
import { processOutput } from "./process-output.ts";

/** Makes the terminal of a descriptor raw; gives the function that restores it. */
export type MakeTerminalRaw = (fd: number) => () => void;

/** Leaves the work on the output on, which is the most that node can. */
function nodeRaw(): () => void {
  process.stdin.setRawMode(true);
  return () => void process.stdin.setRawMode(false);
}

/** What the program lends to its commands. */
export interface Lent {
  /** How a terminal is made raw; as node does it. */
  readonly makeTerminalRaw?: MakeTerminalRaw;
  readonly serveRegistry?: ServeRegistry;
  readonly openRepository?: OpenRepository;
  /** Locks a file against other processes; undefined while another has it. By a file beside it where none is lent. */
  readonly tryLockFile?: (path: string) => (() => void) | undefined;
}

/** Streams, surroundings and clock of a command line. */
export type World = Pick<Io, "stdin" | "stdout" | "stderr" | "env" | "signals" | "now">;

/** Those of the process. */
export function processWorld(makeTerminalRaw: MakeTerminalRaw = nodeRaw): World {
  return {
    stdin: lazyInput(makeTerminalRaw),
    stdout: processOutput(1),
    stderr: processOutput(2),
    env: process.env,
    signals: processSignals,
    now: Date.now,
  };
}

/** What a command is given: the world, what the program lends, and what is known of the user. */
export function ioOf(world: World, user: Pick<Io, "config" | "contextName" | "engine">, lent: Lent = {}): Io {
  return {
    ...world,
    ...(lent.serveRegistry === undefined ? {} : { serveRegistry: lent.serveRegistry }),
    ...(lent.openRepository === undefined ? {} : { openRepository: lent.openRepository }),
    lockFile: (op, path) => lockFile(op, path, lent.tryLockFile),
    config: user.config,
    contextName: user.contextName,
    engine: user.engine,
  };
}

/** Most commands never look at stdin, so nothing of it is set up before they do. */
function lazyInput(makeRaw: MakeTerminalRaw): Input {
  return {
    get isTerminal() {
      return process.stdin.isTTY === true;
    },
    async *read(signal) {
      const { stdin } = process;
      const stop = (): void => void stdin.destroy();
      signal.addEventListener("abort", stop, { once: true });
      try {
        for await (const chunk of stdin) yield chunk as Uint8Array;
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    setRaw() {
      const giveBack = makeRaw(0);
      let raw = true;
      const restore = (): void => {
        if (raw) giveBack();
        raw = false;
        process.off("exit", restore);
      };
      process.once("exit", restore);
      return restore;
    },
  };
}

const processSignals: Signals = {
  listen(names, heard) {
    const listener = (name: NodeJS.Signals): void => heard(name);
    for (const name of names) process.on(name, listener);
    return () => {
      for (const name of names) process.off(name, listener);
    };
  },
};

const lockPatienceMs = 10_000;
const lockPauseMs = 10;

async function lockFile(op: Op, path: string, tryLock = tryLockBeside): Promise<() => void> {
  const end = performance.now() + lockPatienceMs;
  for (;;) {
    throwIfEnded(op);
    const unlock = tryLock(path);
    if (unlock !== undefined) return unlock;
    if (performance.now() > end) throw new Error(`${path} is in use by another process`);
    await new Promise((resolve) => setTimeout(resolve, lockPauseMs));
  }
}
