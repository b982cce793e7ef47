import type { Output } from "../../io/io.ts";
import type { ProgressEvent, ProgressPrinter, TaskEvent, VertexEvent } from "./events.ts";
import { sizeText } from "./size-text.ts";

interface Row {
  vertex: VertexEvent;
  readonly tasks: Map<string, TaskEvent>;
  lines: readonly string[];
}

const shownLogLines = 6;
const redrawMs = 100;

/** Progress on a terminal: the steps with their times, redrawn in place, and of those that run their last lines. */
export class TerminalPrinter implements ProgressPrinter {
  readonly #output: Output;
  readonly #rows = new Map<string, Row>();
  readonly #colour: boolean;
  readonly #startedAt = Date.now();
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;

  constructor(output: Output, options: { readonly colour: boolean }) {
    this.#output = output;
    this.#colour = options.colour;
    this.#timer = setInterval(() => this.#draw(), redrawMs);
    this.#timer.unref();
  }

  event({ vertex, task, log }: ProgressEvent): void {
    if (vertex !== undefined) this.#vertex(vertex);
    if (task !== undefined) this.#rows.get(task.vertex)?.tasks.set(task.id, task);
    if (log !== undefined) this.#log(log.vertex, Buffer.from(log.data, "base64").toString("utf8"));
  }

  finish(): void {
    clearInterval(this.#timer);
    this.#draw();
  }

  #vertex(vertex: VertexEvent): void {
    const row = this.#rows.get(vertex.digest);
    if (row !== undefined) row.vertex = vertex;
    else if (vertex.startedAt !== undefined || vertex.cached) {
      this.#rows.set(vertex.digest, { vertex, tasks: new Map(), lines: [] });
    }
  }

  #log(digest: string, text: string): void {
    const row = this.#rows.get(digest);
    if (row === undefined) return;
    const lines = [...row.lines, ...text.split(/\r?\n/).filter((line) => line !== "")];
    row.lines = lines.slice(-shownLogLines);
  }

  #draw(): void {
    const { rows, columns } = this.#output.windowSize();
    const lines = this.#lines().map((line) => line.slice(0, Math.max(columns, 20)));
    const shown = lines.length > rows - 1 && rows > 2 ? [...lines.slice(0, 1), ...lines.slice(-(rows - 2))] : lines;
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    this.#output.write(`${up}\r\x1b[J${shown.map((line) => `${line}\n`).join("")}`);
    this.#drawn = shown.length;
  }

  #lines(): string[] {
    const rows = [...this.#rows.values()];
    const done = rows.filter(({ vertex }) => vertex.completedAt !== undefined).length;
    const isOver = done === rows.length && rows.length > 0;
    const seconds = ((Date.now() - this.#startedAt) / 1000).toFixed(1);
    const head = `[+] Building ${seconds}s (${done}/${rows.length})${isOver ? " FINISHED" : ""}`;
    return [this.#paint(head, isOver ? "34" : ""), ...rows.flatMap((row) => this.#row(row))];
  }

  #row({ vertex, tasks, lines }: Row): string[] {
    const isOver = vertex.completedAt !== undefined;
    const seconds = (((vertex.completedAt ?? Date.now()) - (vertex.startedAt ?? Date.now())) / 1000).toFixed(1);
    const mark = vertex.error === undefined ? (vertex.cached ? " => CACHED " : " => ") : " => ERROR ";
    const colour = vertex.error === undefined ? (isOver ? "34" : "") : "31";
    const head = this.#paint(`${mark}${vertex.name}`, colour);
    const parts = [...tasks.values()].map((task) => ` => => ${taskText(task)}`);
    const output = isOver ? [] : lines.map((line) => ` => => # ${printable(line)}`);
    return [`${head}  ${seconds}s`, ...parts, ...output];
  }

  #paint(text: string, code: string): string {
    return this.#colour && code !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}

function taskText({ id, current, total }: TaskEvent): string {
  if (total > 0) return `${id} ${sizeText(current)} / ${sizeText(total)}`;
  return current > 0 ? `${id} ${sizeText(current)}` : id;
}

/** What a program prints must not move the cursor. */
function printable(line: string): string {
  return line.replace(/\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]/g, "");
}
