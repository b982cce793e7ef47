import type { HijackedStream } from "#client/transport.ts";
import type { Input, Io } from "../io/io.ts";
import { copyFrames, copyRaw } from "./copy-output.ts";
import { DetachScanner, defaultDetachKeys, detachKeyBytes } from "./detach-keys.ts";

export interface SessionOptions {
  /** The other side is a terminal: one raw stream, and the detach keys count. */
  readonly terminal: boolean;
  /** Pass standard input on. */
  readonly input: boolean;
  /** Show the output. */
  readonly output: boolean;
  /** Empty: the usual ones. */
  readonly detachKeys: string;
}

/** The user typed the detach keys. */
export class DetachedError extends Error {
  override readonly name = "DetachedError";

  constructor() {
    super("read escape sequence");
  }
}

/** A running exchange of bytes between the user and a container. */
export interface Session {
  /** Resolves when the output has ended. @throws DetachedError, or what broke the streams. */
  readonly ended: Promise<void>;
  /** Restores the terminal and lets go of the streams. */
  close(): void;
}

/** Joins the user's streams with a hijacked connection. The caller closes the session on every path. */
export function openSession(io: Io, stream: HijackedStream, options: SessionOptions): Session {
  const stop = new AbortController();
  const raw = options.terminal && options.input && io.stdin.isTerminal;
  const restore = raw ? io.stdin.setRaw() : () => {};
  const output = options.output ? copyOutput(io, stream, options.terminal) : undefined;
  const input = options.input ? copyInput(io.stdin, stream, { ...options, signal: stop.signal }) : Promise.resolve();
  const ended = firstEnd(input, output).finally(restore);
  ended.catch(() => {});
  return {
    ended,
    close() {
      restore();
      stop.abort();
      stream.close();
    },
  };
}

function copyOutput(io: Io, stream: HijackedStream, terminal: boolean): Promise<void> {
  return terminal ? copyRaw(stream.body, io.stdout) : copyFrames(stream.body, io);
}

/** The end of the input ends nothing; detaching and the end of the output do. */
async function firstEnd(input: Promise<void>, output: Promise<void> | undefined): Promise<void> {
  if (output === undefined) return input;
  output.catch(() => {});
  const inputFailed = new Promise<never>((_, reject) => void input.catch(reject));
  await Promise.race([output, inputFailed]);
}

interface InputOptions extends SessionOptions {
  readonly signal: AbortSignal;
}

async function copyInput(stdin: Input, stream: HijackedStream, options: InputOptions): Promise<void> {
  const scanner = options.terminal ? new DetachScanner(keysOf(options.detachKeys)) : undefined;
  for await (const chunk of stdin.read(options.signal)) {
    const { pass, detached } = scanner?.scan(chunk) ?? { pass: chunk, detached: false };
    // A container that has gone needs no input; its output says how it ended.
    if (pass.length > 0 && !(await written(stream, pass))) return;
    if (detached) throw new DetachedError();
  }
  if (!options.signal.aborted) stream.closeWrite();
}

async function written(stream: HijackedStream, chunk: Uint8Array): Promise<boolean> {
  try {
    await stream.write(chunk);
    return true;
  } catch {
    return false;
  }
}

function keysOf(text: string): number[] {
  try {
    return detachKeyBytes(text || defaultDetachKeys);
  } catch {
    return detachKeyBytes(defaultDetachKeys);
  }
}
