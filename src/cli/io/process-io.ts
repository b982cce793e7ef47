import type { ConfigFile } from "../config/config-file.ts";
import type { Input, Io, Signals } from "./io.ts";
import { processOutput } from "./process-output.ts";

/** The process's own streams and environment. */
export function processIo(user: { readonly config: ConfigFile; readonly contextName: string }): Io {
  return {
    stdin: lazyInput(),
    stdout: processOutput(1),
    stderr: processOutput(2),
    env: process.env,
    signals: processSignals,
    config: user.config,
    contextName: user.contextName,
    now: Date.now,
  };
}

/** Most commands never look at stdin, so nothing of it is set up before they do. */
function lazyInput(): Input {
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
      const { stdin } = process;
      stdin.setRawMode(true);
      let raw = true;
      const restore = (): void => {
        if (raw) stdin.setRawMode(false);
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
