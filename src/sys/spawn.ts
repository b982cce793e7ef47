/** A process that was started; `exited` resolves with its exit code (128 + signal for a signal) and never rejects. */
export interface SpawnedProcess {
  readonly pid: number;
  readonly exited: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

export interface SpawnFdsOptions {
  /** What argv[0] is to be, where it is not the path. */
  readonly argv0?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts `argv` with /dev/null as its standard streams, and copies of `fds` as its descriptors 3, 4, … (undefined: /dev/null).
 * The caller keeps its own. @throws Error when there is no such file
 */
export function spawnWithFds(
  argv: readonly string[],
  fds: ReadonlyArray<number | undefined>,
  options: SpawnFdsOptions = {},
): SpawnedProcess {
  const child = Bun.spawn([...argv], {
    stdio: ["ignore", "ignore", "ignore", ...fds.map((fd) => fd ?? "ignore")] as never,
    env: { ...options.environment },
    ...(options.argv0 === undefined ? {} : { argv0: options.argv0 }),
  });
  return { pid: child.pid, exited: exitCodeOf(child), kill: (signal) => child.kill(signal) };
}

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
  /** Both together, the output first. */
  readonly text: string;
}

/** Starts `argv`, and gives what it wrote and its exit code. Ended by `signal`. @throws Error when there is no such file */
export async function runToEnd(argv: readonly string[], signal: AbortSignal): Promise<Ended> {
  const child = Bun.spawn([...argv], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    signal,
    killSignal: "SIGKILL",
  });
  const [output, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    exitCodeOf(child),
  ]);
  return { code, output, errors, text: output + errors };
}

async function exitCodeOf(child: Bun.Subprocess): Promise<number> {
  return await child.exited;
}
