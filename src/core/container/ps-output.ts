import type { ContainerTopResponse } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";

/** Only ASCII's blanks divide the columns. */
function columnsOf(line: string): string[] {
  return line.split(/[\t\n\f\r ]+/).filter((part) => part !== "");
}

/**
 * A column may have another title, but none may be called PID that is no pid.
 * @throws system in Docker's words
 */
export function checkPsArguments(text: string): void {
  for (const [, name = "", title = ""] of text.matchAll(/[\t\n\f\r ]+([^\t\n\f\r ]*)=[\t\n\f\r ]*(PID[^\t\n\f\r ]*)/g))
    if (name !== "pid") throw new EngineError("system", `specifying "${name}=${title}" is not allowed`);
}

/** Those processes of what `ps` printed that are among `pids`, with the lines of their threads. @throws system */
export function processesOf(output: string, pids: ReadonlySet<number>): ContainerTopResponse {
  const [head = "", ...lines] = output.split("\n");
  const titles = columnsOf(head);
  const pidColumn = titles.indexOf("PID");
  if (pidColumn < 0) throw new EngineError("system", "Couldn't find PID field in ps output");
  const processes: string[][] = [];
  let threadsOfOne = false;
  for (const line of lines) {
    if (line === "") continue;
    const columns = columnsOf(line);
    const isThread = columns[pidColumn] === "-";
    if (!isThread) threadsOfOne = pids.has(pidOf(columns[pidColumn] ?? ""));
    if (threadsOfOne) processes.push(rowOf(columns, titles.length));
  }
  return { Titles: titles, Processes: processes.length === 0 ? null : processes };
}

function pidOf(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  const cause = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw new EngineError("system", `Unexpected pid '${text}': ${cause}`);
}

/** What goes over the last column belongs to it. */
function rowOf(columns: readonly string[], count: number): string[] {
  return [...columns.slice(0, count - 1), columns.slice(count - 1).join(" ")];
}
