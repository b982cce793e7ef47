/** One command of the test run. */
export interface Task {
  readonly name: string;
  readonly command: readonly string[];
  /** How its output tells what passed: a `bun test` summary, `ok`/`FAIL` lines, or the exit code alone. */
  readonly counted: "bun" | "lines" | "exit code";
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface TaskOutcome {
  readonly task: Task;
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
  readonly seconds: number;
}

/** Runs the task to its end. A task that ends badly counts as a failure even where its output names none. */
export async function runTask(task: Task): Promise<TaskOutcome> {
  const begin = performance.now();
  const child = Bun.spawn([...task.command], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, ...task.env },
    timeout: task.timeoutMs,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const code = await child.exited;
  const output = `${stdout}${stderr}${child.signalCode === null ? "" : `\nended by ${child.signalCode}`}`.trim();
  const { passed, failed } = countsOf(task, output);
  const seconds = (performance.now() - begin) / 1000;
  if (code === 0) return { task, passed: task.counted === "exit code" ? 1 : passed, failed, output, seconds };
  return { task, passed, failed: Math.max(failed, 1), output, seconds };
}

function countsOf(task: Task, output: string): { readonly passed: number; readonly failed: number } {
  if (task.counted === "exit code") return { passed: 0, failed: 0 };
  if (task.counted === "lines")
    return { passed: output.match(/^ok /gm)?.length ?? 0, failed: output.match(/^FAIL /gm)?.length ?? 0 };
  return { passed: summed(output, /^ *(\d+) pass$/gm), failed: summed(output, /^ *(\d+) fail$/gm) };
}

function summed(output: string, pattern: RegExp): number {
  return [...output.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
}
