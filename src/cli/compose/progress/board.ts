import type { ProgressEvent, ProgressStatus } from "#compose/execute/progress.ts";
import { humanSize } from "../../format/human-size.ts";
import { oneLine } from "../../format/one-line.ts";
import { cutToWidth, textWidth } from "../../format/text-width.ts";
import type { WindowSize } from "../../io/io.ts";
import type { Palette } from "./colors.ts";
import { dryRunPrefix } from "./writer.ts";

interface Line {
  readonly id: string;
  parent: string;
  status: ProgressStatus;
  text: string;
  detail: string;
  current: number;
  total: number;
  percent: number;
  readonly startedMs: number;
  endedMs: number | undefined;
  readonly spinner: Spinner;
}

export interface BoardOptions {
  readonly title: string;
  readonly palette: Palette;
  readonly isDryRun: boolean;
}

/** Where the terminal does not tell its size. */
const unknownWindow: WindowSize = { rows: 24, columns: 80 };
const spinnerFrames = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const spinnerAtRest = "⠿";
const fills = [..."⠀⡀⣀⣄⣤⣦⣶⣷⣿"];

/** Lines about things that are worked on, shown again and again in one place of a terminal. */
export class Board {
  readonly #lines = new Map<string, Line>();
  #shownLines = 0;
  /** How wide the terminal was. */
  #shownColumns: number | undefined;
  #hidesParts = false;

  constructor(readonly options: BoardOptions) {}

  /** @param nowMs milliseconds since 1970 */
  event(told: ProgressEvent, nowMs: number): void {
    const event = shownOnOneLine(told);
    const line = this.#lines.get(event.id);
    if (line === undefined) this.#lines.set(event.id, newLine(event, nowMs));
    else updateLine(line, event, nowMs);
  }

  /**
   * What is written to show the lines as they are now; empty when there are none. Those that a low terminal has no room for
   * are shown at the end, when nothing is drawn over them any more.
   */
  render(nowMs: number, window: WindowSize, { isEnd = false }: { readonly isEnd?: boolean } = {}): string {
    if (this.#lines.size === 0) return "";
    const { rows, columns } = window.rows > 0 && window.columns > 0 ? window : unknownWindow;
    const lines = [...this.#lines.values()];
    const room = Math.max(1, rows - 2);
    if (lines.length > room) this.#hidesParts = true;
    const shown = isEnd ? lines : this.#fitting(lines, room);
    const begin = this.#backToHead(columns);
    const body = this.#body(shown, lines, { nowMs, columns });
    for (let blank = body.length; blank < this.#shownLines && body.length < room; blank += 1)
      body.push(" ".repeat(columns));
    const head = cutToWidth(this.#head(lines), columns);
    const text = `${begin}\x1b[?25l${head}\n${body.map((line) => `${line}\n`).join("")}\x1b[?25h`;
    this.#shownLines = body.length;
    this.#shownColumns = columns;
    return text;
  }

  /** A terminal that has become narrower has wrapped what was drawn: that stays, and the lines come anew below it. */
  #backToHead(columns: number): string {
    if (this.#shownColumns === undefined) return "\x1b[0G";
    if (columns >= this.#shownColumns) return `${"\x1b[1A".repeat(this.#shownLines + 1)}\x1b[0G`;
    this.#shownLines = 0;
    return "\x1b[0G\x1b[J";
  }

  /** The lines that there is room for: rather those that are worked on, and rather later ones of those that are done. */
  #fitting(lines: readonly Line[], room: number): readonly Line[] {
    const own = this.#hidesParts ? lines.filter(({ parent }) => parent === "") : lines;
    const done = own.filter(({ status }) => status !== "working");
    const left = new Set(done.slice(0, Math.max(0, own.length - room)));
    return own.filter((line) => !left.has(line)).slice(0, room);
  }

  #head(lines: readonly Line[]): string {
    const done = lines.filter(({ status }) => status !== "working").length;
    const head = `[+] ${this.options.title} ${done}/${lines.length}`;
    return this.#shownLines !== 0 && done === this.#shownLines ? this.options.palette.done(head) : head;
  }

  #body(shown: readonly Line[], all: readonly Line[], place: Pick<Place, "nowMs" | "columns">): string[] {
    let width = 0;
    for (const { id, detail, parent } of all) {
      width = Math.max(width, textWidth(`${id} ${detail}`));
      if (parent !== "") width -= 2;
    }
    return shown
      .filter(({ parent }) => parent === "")
      .flatMap((line) => {
        const parts = all.filter(({ parent }) => parent === line.id);
        const shownParts = this.#hidesParts ? [] : parts;
        const here = { ...place, width };
        return [this.#line(line, parts, "", here), ...shownParts.map((part) => this.#line(part, [], "  ", here))];
      });
  }

  #line(line: Line, parts: readonly Line[], pad: string, { nowMs, columns, width }: Place): string {
    const { palette, isDryRun } = this.options;
    const what =
      line.status === "working" && parts.length > 0 ? withParts(line, parts, palette) : `${line.id} ${line.detail}`;
    const endMs = line.status === "working" ? nowMs : (line.endedMs ?? line.startedMs);
    const timer = ` ${palette.timer(`${((endMs - line.startedMs) / 1000).toFixed(1)}s `)}`;
    const prefix = isDryRun ? palette.prefix(dryRunPrefix) : "";
    const begin = `${pad} ${mark(line, palette, nowMs)}${prefix} `;
    const room = Math.max(0, columns - textWidth(begin) - textWidth(timer));
    const { name, status } = fitted(what, line.text, { room, width });
    const text = `${begin}${name} ${statusPaint(line.status, palette)(status)}`;
    const gap = " ".repeat(Math.max(0, columns - textWidth(text) - textWidth(timer)));
    return cutToWidth(`${text}${gap}${timer}`, columns);
  }
}

/** The name in the width of the longest and the state, cut where there is no room for both: the name first, to half of it. */
function fitted(
  what: string,
  text: string,
  { room, width }: { readonly room: number; readonly width: number },
): { readonly name: string; readonly status: string } {
  const nameWidth = Math.min(
    Math.max(width, textWidth(what)),
    Math.max(room - textWidth(text) - 1, Math.trunc(room / 2)),
  );
  const name = cutToWidth(what, nameWidth);
  const left = Math.max(0, room - nameWidth - 1);
  const status = textWidth(text) > left ? `${cutToWidth(text, Math.max(0, left - 3))}...` : text;
  return { name: name + " ".repeat(Math.max(0, nameWidth - textWidth(name))), status };
}

interface Place {
  readonly nowMs: number;
  readonly columns: number;
  /** Of the longest name. */
  readonly width: number;
}

/** Turns at most ten times a second. */
class Spinner {
  #frame = 0;

  constructor(readonly startedMs: number) {}

  text(isAtRest: boolean, nowMs: number): string {
    if (isAtRest) return spinnerAtRest;
    if (nowMs - this.startedMs > 100) this.#frame = (this.#frame + 1) % spinnerFrames.length;
    return spinnerFrames[this.#frame]!;
  }
}

function shownOnOneLine(event: ProgressEvent): ProgressEvent {
  const { id, text, detail } = event;
  return {
    ...event,
    id: oneLine(id),
    text: oneLine(text),
    ...(detail === undefined ? {} : { detail: oneLine(detail) }),
  };
}

function newLine(event: ProgressEvent, nowMs: number): Line {
  const { id, parent = "", status, text, detail = "", current = 0, total = 0, percent = 0 } = event;
  const endedMs = status === "done" || status === "error" ? nowMs : undefined;
  return {
    id,
    parent,
    status,
    text,
    detail,
    current,
    total,
    percent,
    startedMs: nowMs,
    endedMs,
    spinner: new Spinner(nowMs),
  };
}

/** What is done only grows. */
function updateLine(line: Line, event: ProgressEvent, nowMs: number): void {
  const { parent = "", status, text, detail = "", current = 0, total = 0, percent = 0 } = event;
  if (status !== "working" && line.status !== status) line.endedMs = nowMs;
  line.status = status;
  line.text = text;
  line.detail = detail;
  line.total = Math.max(line.total, total);
  line.current = Math.max(line.current, current);
  line.percent = Math.max(line.percent, percent);
  if (line.parent === "" || parent === "") line.parent = parent;
}

function withParts({ id, detail }: Line, parts: readonly Line[], palette: Palette): string {
  const total = parts.reduce((sum, part) => sum + part.total, 0);
  const current = parts.reduce((sum, part) => sum + part.current, 0);
  const isUnknown = total === 0 || parts.some((part) => part.status === "working" && part.total === 0);
  const bars = parts.map(({ percent }) => fills[Math.trunc(((fills.length - 1) * percent) / 100)]).join("");
  const sizes = isUnknown ? "" : ` ${humanSize(current).padStart(7)} / ${humanSize(total).padEnd(7)}`;
  return `${id} [${palette.success(bars)}]${sizes} ${detail}`;
}

function mark({ status, spinner }: Line, palette: Palette, nowMs: number): string {
  if (status === "done") return palette.success("✔");
  if (status === "warning") return palette.warning("!");
  return status === "error" ? palette.error("✘") : palette.count(spinner.text(false, nowMs));
}

function statusPaint(status: ProgressStatus, palette: Palette): (text: string) => string {
  if (status === "done") return palette.success;
  if (status === "warning") return palette.warning;
  return status === "error" ? palette.error : (text) => text;
}
