import { htmlSafe } from "#formats/json/json-string.ts";
import type { Output } from "../../io/io.ts";
import type { ProgressEvent, ProgressPrinter, WarningEvent } from "./events.ts";

/** `--progress=rawjson`: a line per event, as BuildKit's client.SolveStatus. */
export class RawJsonPrinter implements ProgressPrinter {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  event(event: ProgressEvent): void {
    this.#output.write(`${htmlSafe(JSON.stringify(solveStatus(event)))}\n`);
  }

  events(told: readonly ProgressEvent[]): void {
    for (const event of told) this.event(event);
  }

  finish(): void {}
}

function solveStatus({ vertex, task, log, warning }: ProgressEvent): object {
  if (vertex !== undefined) {
    const { digest, inputs, name, cached, error } = vertex;
    const flags = { ...(cached ? { cached } : {}), ...(error === undefined ? {} : { error }) };
    return { vertexes: [{ digest, ...(inputs.length === 0 ? {} : { inputs }), name, ...times(vertex), ...flags }] };
  }
  if (task !== undefined) {
    const { id, current, total } = task;
    const counts = { ...(total === 0 ? {} : { total }), current };
    return { statuses: [{ id, vertex: task.vertex, ...counts, timestamp: iso(Date.now()), ...times(task) }] };
  }
  if (log !== undefined) {
    const stream = log.stream === "stdout" ? 1 : 2;
    return { logs: [{ vertex: log.vertex, stream, data: log.data, timestamp: iso(log.at) }] };
  }
  if (warning === undefined) return {};
  return { warnings: [rawWarning(warning)] };
}

function rawWarning({ vertex, level, short, detail, url, location }: WarningEvent): object {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const texts = { short: base64(short), detail: detail.map(base64), ...(url === undefined ? {} : { url }) };
  if (location === undefined || location === null) return { vertex, level, ...texts };
  const { source, ranges } = location;
  const sourceInfo = { filename: source.fileName, data: base64(source.text), ...languageOf(source) };
  const range = ranges.map(({ start, end }) => ({ start: { line: start.line }, end: { line: end.line } }));
  return { vertex, level, ...texts, sourceInfo, range };
}

function times({ startedAt, completedAt }: { readonly startedAt?: number; readonly completedAt?: number }): object {
  return {
    ...(startedAt === undefined ? {} : { started: iso(startedAt) }),
    ...(completedAt === undefined ? {} : { completed: iso(completedAt) }),
  };
}

/** As Go writes it: without zeros at its end. */
function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.?0+Z$/, "Z");
}

function languageOf({ language }: { readonly language?: string }): object {
  return language === undefined ? {} : { language };
}
