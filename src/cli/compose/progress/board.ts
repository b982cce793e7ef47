import type { ProgressEvent, ProgressStatus } from "#compose/execute/progress.ts";
import { humanSize } from "../../format/human-size.ts";
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

const spinnerFrames = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const spinnerAtRest = "⠿";
const fills = [..."⠀⡀⣀⣄⣤⣦⣶⣷⣿"];

/** Lines about things that are worked on, shown again and again in one place of a terminal. */
export class Board {
  readonly #lines = new Map<string, Line>();
  #shownLines = 0;
  #isShown = false;
  #hidesParts = false;

  constructor(readonly options: BoardOptions) {}

  /** @param nowMs milliseconds since 1970 */
  event(event: ProgressEvent, nowMs: number): void {
    const line = this.#lines.get(event.id);
    if (line === undefined) this.#lines.set(event.id, newLine(event, nowMs));
    else updateLine(line, event, nowMs);
  }

  /** What is written to show the lines as they are now; empty when there are none. */
  render(nowMs: number, { rows, columns }: WindowSize): string {
    if (this.#lines.size === 0) return "";
    const lines = [...this.#lines.values()];
    if (lines.length > rows - 2) this.#hidesParts = true;
    const up = this.#isShown ? `\x1b[1A`.repeat(this.#shownLines + 1) : "";
    this.#isShown = true;
    const body = this.#body(lines, nowMs, columns);
    const shown = body.length;
    for (let blank = shown; blank < this.#shownLines && body.length < rows - 2; blank += 1)
      body.push(" ".repeat(columns));
    const text = `${up}\x1b[0G\x1b[?25l${this.#head(lines)}\n${body.map((line) => `${line}\n`).join("")}\x1b[?25h`;
    this.#shownLines = body.length;
    return text;
  }

  #head(lines: readonly Line[]): string {
    const done = lines.filter(({ status }) => status !== "working").length;
    const head = `[+] ${this.options.title} ${done}/${lines.length}`;
    return this.#shownLines !== 0 && done === this.#shownLines ? this.options.palette.done(head) : head;
  }

  #body(lines: readonly Line[], nowMs: number, columns: number): string[] {
    let width = 0;
    for (const { id, detail, parent } of lines) {
      width = Math.max(width, `${id} ${detail}`.length);
      if (parent !== "") width -= 2;
    }
    return lines
      .filter(({ parent }) => parent === "")
      .flatMap((line) => {
        const parts = lines.filter(({ parent }) => parent === line.id);
        const shown = this.#hidesParts ? [] : parts;
        const place = { nowMs, columns, width };
        return [this.#line(line, parts, "", place), ...shown.map((part) => this.#line(part, [], "  ", place))];
      });
  }

  #line(line: Line, parts: readonly Line[], pad: string, { nowMs, columns, width }: Place): string {
    const { palette, isDryRun } = this.options;
    const what =
      line.status === "working" && parts.length > 0 ? withParts(line, parts, palette) : `${line.id} ${line.detail}`;
    const room = columns - what.length - width - 15;
    const status = room > 0 && line.text.length > room ? `${line.text.slice(0, room)}...` : line.text;
    const prefix = isDryRun ? palette.prefix(dryRunPrefix) : "";
    const fill = " ".repeat(Math.max(0, width - what.length));
    const text = `${pad} ${mark(line, palette, nowMs)}${prefix} ${what}${fill} ${statusPaint(line.status, palette)(status)}`;
    const endMs = line.status === "working" ? nowMs : (line.endedMs ?? line.startedMs);
    const timer = palette.timer(`${((endMs - line.startedMs) / 1000).toFixed(1)}s `);
    return text + " ".repeat(Math.max(0, columns - visibleLength(text) - visibleLength(timer))) + timer;
  }
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

const visibleLength = (text: string): number => [...text.replace(/\x1b\[[^m]*m/g, "")].length;
