import type { TracedStep } from "./build-trace.ts";
import { amountText } from "./size-text.ts";
import { type Span, spansMs } from "./spans.ts";

/** A line of the screen: a step, a part of it, or a warning about it. */
export interface Row {
  readonly name: string;
  /** How much of it is done. */
  readonly amount: string;
  readonly spans: readonly Span[];
  readonly isOver: boolean;
  readonly colour: string;
  /** Where the line is the step's own. */
  readonly step?: TracedStep;
}

const colours = { over: "\x1b[34m", canceled: "\x1b[33m", failed: "\x1b[31m" } as const;

/** The lines of a step, from the top. */
export function stepRows(step: TracedStep): Row[] {
  const { vertex, spans, span, isOver, tasks, warnings } = step;
  const name = `${markOf(step)}${vertex.name.replaceAll("\t", " ")}`;
  const colour = step.isCanceled ? colours.canceled : step.hasFailed ? colours.failed : colours.over;
  return [
    { name, amount: "", spans, isOver, colour, step },
    ...[...tasks.values()].map((task): Row => {
      const isDone = task.completedAt !== undefined;
      const row = { name: `=> ${task.id}`, amount: amountText(task), spans: [task] };
      return { ...row, isOver: isDone, colour: colours.over };
    }),
    ...warnings.map(({ short }): Row => {
      return { name: `WARN: ${short}`, amount: "", spans: span === undefined ? [] : [span], isOver: false, colour: "" };
    }),
  ];
}

function markOf(step: TracedStep): string {
  const mark = step.isCanceled ? "CANCELED " : step.hasFailed ? "ERROR " : "";
  return step.vertex.cached ? `CACHED ${mark}` : mark;
}

const prefix = " => ";
const shortestShownSeconds = 0.05;
const leastNameWidth = 12;
const leastAmountWidth = 20;

/** The line without its end and colour; undefined where the screen is too narrow for it. */
export function rowText(row: Row, width: number, now: number): string | undefined {
  const seconds = spansMs(row.spans, now) / 1000;
  const time = ` ${(seconds < shortestShownSeconds ? 0 : seconds).toFixed(1)}s`;
  const room = width - prefix.length - time.length - 2;
  const hasAmount = row.amount !== "" && room + row.amount.length > leastAmountWidth;
  const amount = hasAmount ? ` ${row.amount}` : "";
  const left = room - amount.length;
  if (left < leastNameWidth) return undefined;
  return aligned(`${prefix}${row.name.slice(0, left)}${amount}`, time, width - 1);
}

/** Both at the ends of a line. */
export function aligned(left: string, right: string, width: number): string {
  return `${left.padEnd(width - right.length - 1)} ${right}`;
}

/**
 * The last rows, as many as fit; those that are not over come before others that are.
 * @param limit below 0: none
 */
export function fittingRows(rows: readonly Row[], limit: number): readonly Row[] {
  if (limit < 0) return [];
  if (rows.length <= limit) return rows;
  const shown = rows.slice(rows.length - limit);
  const hidden = rows.slice(0, rows.length - limit).filter(({ isOver }) => !isOver);
  // As many that are over give way, from the top, as there are hidden ones that are not.
  const kept = shown.filter(({ isOver }, index) => !isOver || index >= hidden.length);
  const free = shown.length - kept.length;
  return [...hidden.slice(hidden.length - free), ...kept];
}
