import { spawn } from "node:child_process";

/** How a command ended and all that it wrote. */
export interface Result {
  /** Exit code; 128 + signal number would hide who sent it, so a signal's name is kept apart. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: Uint8Array | string;
  /** Laid over the test's own environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where it runs; where the test does. */
  readonly cwd?: string;
  /** After this the command is killed, and the call rejects. */
  readonly timeoutMs?: number;
}

/** Runs a command to its end. @throws Error when it takes too long or cannot be started */
export async function run(argv: readonly string[], options: CommandOptions = {}): Promise<Result> {
  const { input, env, cwd, timeoutMs = 60_000 } = options;
  const child = spawn(argv[0]!, argv.slice(1), {
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString("utf8");
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${argv.join(" ")}: not done after ${timeoutMs} ms\n${text(output)}\n${text(errors)}`));
    }, timeoutMs);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout: text(output), stderr: text(errors) });
    });
  });
}

/** Runs a command that has to succeed; its standard output. @throws Error with what it wrote otherwise */
export async function succeed(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await run(argv, options);
  if (result.code !== 0)
    throw new Error(`${argv.join(" ")}: exit ${result.code ?? result.signal}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}
