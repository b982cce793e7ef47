import type { Output } from "../../io/io.ts";
import { BuildTrace, type TracedStep } from "./build-trace.ts";
import type { LogEvent, ProgressEvent } from "./events.ts";
import { failedOutput } from "./failed-output.ts";
import type { ProgressDisplay } from "./live-progress.ts";
import { LogTerminal } from "./log-terminal.ts";
import { StepLog } from "./step-log.ts";
import { aligned, fittingRows, type Row, rowText, stepRows } from "./terminal-rows.ts";

export interface TerminalOptions {
  readonly colour: boolean;
  /** Who builds, at the right; none says nothing. */
  readonly head?: string;
}

interface WindowSize {
  readonly rows: number;
  readonly columns: number;
}

/** What a step prints. */
interface StepOutput {
  readonly log: StepLog;
  readonly terminal: LogTerminal;
  bytes: number;
  /** How often it was shown. */
  turns: number;
}

const [hideCursor, showCursor] = ["\x1b[?25l", "\x1b[?25h"];
const [faint, plain] = ["\x1b[2m", "\x1b[0m"];
/** Of what a step prints, and what is free besides where it is shown. */
const [outputHeight, outputMargin, outputRoom] = [6, 10, 9];
/** A turn counts as much as these bytes where steps compete for the place. */
const turnBytes = 50;

/**
 * Progress on a terminal: the steps with their times, drawn anew in place, and below those that run their last lines.
 * @see moby/buildkit util/progress/progressui, whose screens this one's equal
 */
export class TerminalDisplay implements ProgressDisplay {
  readonly #output: Pick<Output, "write" | "windowSize">;
  readonly #options: TerminalOptions;
  readonly #trace: BuildTrace;
  readonly #outputs = new Map<TracedStep, StepOutput>();
  /** When the first step began, by this machine's clock, and by how much the engine's is behind that. */
  #start: { readonly at: number; readonly lagMs: number } | undefined;
  /** Lines below the head. */
  #drawn: number | undefined;

  constructor(output: Pick<Output, "write" | "windowSize">, options: TerminalOptions) {
    this.#output = output;
    this.#options = options;
    this.#trace = new BuildTrace({ changed() {}, task() {}, log: (step, log) => this.#log(step, log) });
  }

  add(event: ProgressEvent, now: number): void {
    this.#trace.add(event, now);
    const startedAt = event.vertex?.startedAt;
    if (startedAt !== undefined) this.#start ??= { at: now, lagMs: now - startedAt };
  }

  draw(now: number): void {
    this.#print(now, false);
  }

  end(now: number): void {
    this.#print(now, true);
    for (const step of this.#trace.begun)
      if (step.hasFailed) this.#output.write(failedOutput(step, this.#outputs.get(step)?.log.last ?? []));
  }

  get #size(): WindowSize {
    const { rows, columns } = this.#output.windowSize();
    return rows > 0 && columns > 0 ? { rows, columns } : { rows: 10, columns: 80 };
  }

  #log(step: TracedStep, { data, at }: LogEvent): void {
    const size = { height: outputHeight, width: this.#size.columns - outputMargin };
    const output = this.#outputs.get(step) ?? {
      log: new StepLog(),
      terminal: new LogTerminal(size),
      bytes: 0,
      turns: 0,
    };
    this.#outputs.set(step, output);
    const bytes = Buffer.from(data, "base64");
    output.bytes += bytes.length;
    output.terminal.write(bytes.toString("utf8"));
    output.log.add(bytes.toString("utf8"), (at - (step.span?.startedAt ?? at)) / 1000);
  }

  /** @param isEnd all rows, of which no more are drawn over */
  #print(now: number, isEnd: boolean): void {
    const size = this.#size;
    const rows = this.#trace.begun.flatMap(stepRows);
    const open = this.#stepsWithOutput(rows, size);
    const hidden = open.reduce((sum, { terminal }) => sum + terminal.usedHeight, 0);
    const fitting = isEnd ? rows : fittingRows(rows, size.rows - 2 - hidden);
    const lines = fitting.flatMap((row) => this.#lines(row, open, size, now));
    this.#output.write(`${this.#back()}${hideCursor}${this.#head(size, now, isEnd)}\n`);
    this.#output.write(`${lines.join("")}${this.#blank(lines.length, size)}${showCursor}`);
    this.#drawn = lines.length;
  }

  /** To the line of the head, or where it will be. */
  #back(): string {
    const up = "\x1b[1A".repeat((this.#drawn ?? 0) + 1);
    return `${up}${this.#drawn === undefined ? "\x1b[1B" : ""}\x1b[0G`;
  }

  #head({ columns }: WindowSize, now: number, isEnd: boolean): string {
    const { head = "" } = this.#options;
    const steps = [...this.#trace.steps.values()];
    const done = steps.filter(({ isOver }) => isOver).length;
    const state = isEnd && done > 0 && done === steps.length ? "FINISHED" : "";
    const seconds = (now - (this.#start?.at ?? now)) / 1000;
    const left = `[+] Building ${seconds.toFixed(1)}s (${done}/${steps.length}) ${state}`;
    return aligned(left, head, head === "" ? columns : columns - 1).slice(0, columns);
  }

  /** Of the steps that run, those whose output has room: the ones that print most, and that were shown most. */
  #stepsWithOutput(rows: readonly Row[], size: WindowSize): StepOutput[] {
    const weight = ({ bytes, turns }: StepOutput): number => bytes + turns * turnBytes;
    const candidates = rows
      .flatMap(({ step, isOver }) => (step === undefined || isOver ? [] : (this.#outputs.get(step) ?? [])))
      .sort((a, b) => weight(b) - weight(a));
    const free = size.rows - 2 - rows.filter(({ isOver }) => !isOver).length;
    return candidates.slice(0, Math.max(0, Math.ceil(free / outputRoom) - 1));
  }

  #lines(row: Row, open: readonly StepOutput[], { columns }: WindowSize, now: number): string[] {
    const text = rowText(row, columns, now - (this.#start?.lagMs ?? 0));
    if (text === undefined || row.spans.length === 0) return [];
    const line = `${text}\n`;
    const coloured = this.#options.colour && row.isOver ? `${row.colour}${line}${plain}` : line;
    const output = row.step === undefined ? undefined : this.#outputs.get(row.step);
    if (output === undefined || !open.includes(output)) return [coloured];
    output.turns++;
    output.terminal.resize({ height: outputHeight, width: columns - outputMargin });
    return [coloured, ...output.terminal.shown.map((shown) => `${faint} => => # ${shown}\n${plain}`)];
  }

  /** Over lines of before that are not drawn over. */
  #blank(lines: number, { columns }: WindowSize): string {
    const more = (this.#drawn ?? 0) - lines;
    return more > 0 ? `${`${" ".repeat(columns)}\n`.repeat(more)}\x1b[${more}A\x1b[0G` : "";
  }
}
