import type { LogEvent, ProgressEvent, ProgressPrinter, TaskEvent, VertexEvent } from "./events.ts";
import { sizeText } from "./size-text.ts";

interface Shown {
  readonly index: number;
  vertex: VertexEvent;
  hasHead: boolean;
  isOver: boolean;
  readonly tasks: Map<string, string>;
  rest: string;
}

const shortestShownSeconds = 0.01;

/** `--progress=plain`: one line after the other, each with the number of its step, as BuildKit's progressui prints them. */
export class PlainPrinter implements ProgressPrinter {
  readonly #write: (text: string) => void;
  readonly #steps = new Map<string, Shown>();
  #current: Shown | undefined;
  readonly #hasEnd: boolean;

  /** @param options hasHead: say first who builds; else nothing stands before and behind the steps */
  constructor(write: (text: string) => void, options: { readonly hasHead?: boolean } = {}) {
    this.#write = write;
    this.#hasEnd = options.hasHead !== false;
    if (options.hasHead !== false) write('#0 building with "default" instance using docker driver\n\n');
  }

  event({ vertex, task, log }: ProgressEvent): void {
    if (vertex !== undefined) this.#vertex(vertex);
    if (task !== undefined) this.#task(task);
    if (log !== undefined) this.#log(log);
  }

  finish(): void {
    if (this.#current !== undefined && this.#hasEnd) this.#write("\n");
  }

  #vertex(vertex: VertexEvent): void {
    if (vertex.startedAt === undefined && !vertex.cached && vertex.error === undefined) return;
    const known = this.#steps.get(vertex.digest);
    const shown = known ?? this.#add(vertex);
    shown.vertex = vertex;
    this.#turnTo(shown);
    if (vertex.completedAt === undefined || shown.isOver) return;
    shown.isOver = true;
    this.#flush(shown);
    this.#write(`#${shown.index} ${this.#outcome(vertex)}\n`);
  }

  #add(vertex: VertexEvent): Shown {
    const index = this.#steps.size + 1;
    const shown: Shown = { index, vertex, hasHead: false, isOver: false, tasks: new Map(), rest: "" };
    this.#steps.set(vertex.digest, shown);
    return shown;
  }

  #outcome({ cached, error, startedAt = 0, completedAt = 0 }: VertexEvent): string {
    if (error !== undefined) return /context canceled$/.test(error) ? "CANCELED" : `ERROR: ${error}`;
    if (cached) return "CACHED";
    return `DONE ${((completedAt - startedAt) / 1000).toFixed(1)}s`;
  }

  /** Makes a step the one whose lines follow; one that is left unfinished says so. */
  #turnTo(shown: Shown): void {
    if (this.#current === shown) return;
    const left = this.#current;
    if (left !== undefined) {
      if (!left.isOver) {
        this.#flush(left);
        this.#write(`#${left.index} ...\n`);
      }
      this.#write("\n");
    }
    this.#current = shown;
    this.#write(`#${shown.index} ${shown.vertex.name}\n`);
    shown.hasHead = true;
  }

  #task(task: TaskEvent): void {
    const shown = this.#steps.get(task.vertex);
    if (shown === undefined) return;
    const line = taskLine(task);
    if (task.completedAt === undefined && task.current === 0) return;
    if (shown.tasks.get(task.id) === line) return;
    shown.tasks.set(task.id, line);
    this.#turnTo(shown);
    this.#write(`#${shown.index} ${line}\n`);
  }

  #log({ vertex, data, at }: LogEvent): void {
    const shown = this.#steps.get(vertex);
    if (shown === undefined) return;
    this.#turnTo(shown);
    const lines = (shown.rest + Buffer.from(data, "base64").toString("utf8")).split("\n");
    shown.rest = lines.pop() ?? "";
    for (const line of lines) this.#write(`#${shown.index} ${this.#secondsOf(shown, at)} ${line}\n`);
  }

  #secondsOf({ vertex: { startedAt } }: Shown, at: number): string {
    return ((at - (startedAt ?? at)) / 1000).toFixed(3);
  }

  /** A last line without its end. */
  #flush(shown: Shown): void {
    if (shown.rest === "") return;
    this.#write(`#${shown.index} ${this.#secondsOf(shown, shown.vertex.completedAt ?? Date.now())} ${shown.rest}\n`);
    shown.rest = "";
  }
}

function taskLine({ id, current, total, startedAt, completedAt }: TaskEvent): string {
  const extent = total > 0 ? ` ${sizeText(current)} / ${sizeText(total)}` : current > 0 ? ` ${sizeText(current)}` : "";
  const seconds = ((completedAt ?? Date.now()) - startedAt) / 1000;
  const time = seconds > shortestShownSeconds ? ` ${seconds.toFixed(1)}s` : "";
  return `${id}${extent}${time}${completedAt === undefined ? "" : " done"}`;
}
