import { BuildTrace, type TracedStep, type TracedTask } from "./build-trace.ts";
import type { LogEvent, ProgressEvent } from "./events.ts";
import { failedOutput } from "./failed-output.ts";
import type { ProgressDisplay } from "./live-progress.ts";
import { amountText } from "./size-text.ts";
import { spansMs } from "./spans.ts";
import { StepLog } from "./step-log.ts";

/** What has been shown of a step. */
class ShownStep {
  readonly step: TracedStep;
  /** The number that stands before its lines; 0 until the first. */
  index = 0;
  readonly log = new StepLog();
  readonly newTasks = new Set<string>();
  warnings = 0;
  /** What was told of it since others had their turn, and since when. */
  news = 0;
  since = 0;
  /** The last shown state of its parts. */
  readonly tasks = new Map<string, TracedTask>();

  constructor(step: TracedStep) {
    this.step = step;
  }
}

const longestWaitMs = 10_000;
const shortestTurnMs = 5_000;
const shownTaskMs = 5_000;
const shownTaskShare = 0.05;
const shortestShownSeconds = 0.01;

/**
 * `--progress=plain`: lines with the number of their step. One step has its turn until it is over, or others wait too long.
 * @see moby/buildkit util/progress/progressui, whose screens this one's equal
 */
export class PlainDisplay implements ProgressDisplay {
  readonly #write: (text: string) => void;
  readonly #trace: BuildTrace;
  readonly #shown = new Map<TracedStep, ShownStep>();
  readonly #changed = new Set<ShownStep>();
  #current: ShownStep | undefined;
  #count = 0;
  #head: string;
  #hasWritten = false;

  /** @param head who builds; empty: nobody says */
  constructor(write: (text: string) => void, head = "") {
    this.#write = write;
    this.#head = head;
    this.#trace = new BuildTrace({
      changed: (step, now) => this.#change(step, now),
      task: (step, { id }) => void this.#shownOf(step).newTasks.add(id),
      log: (step, log) => this.#log(step, log),
    });
  }

  add(event: ProgressEvent, now: number): void {
    this.#trace.add(event, now);
  }

  draw(now: number): void {
    if (this.#head !== "") this.#write(`#0 ${this.#head}\n\n`);
    this.#head = "";
    const over = [...this.#changed].filter(({ step }) => step.isOver);
    const open = new Set([...this.#changed].filter(({ step }) => !step.isOver && step.span !== undefined));
    const current = this.#current;
    const endOf = ({ step }: ShownStep): number => step.span?.completedAt ?? 0;
    const byEnd = over.sort((a, b) => Number(b === current) - Number(a === current) || endOf(a) - endOf(b));
    for (const shown of byEnd) this.#show(shown, now);
    if (open.size === 0) this.#showAnyOpen(current, now);
    else this.#showOpen(open, { current, isOver: current !== undefined && over.includes(current) }, now);
  }

  end(now: number): void {
    this.draw(now);
    for (const step of this.#trace.begun)
      if (step.hasFailed) this.#write(failedOutput(step, this.#shownOf(step).log.last));
  }

  #shownOf(step: TracedStep): ShownStep {
    const shown = this.#shown.get(step) ?? new ShownStep(step);
    this.#shown.set(step, shown);
    return shown;
  }

  #change(step: TracedStep, now: number): void {
    const shown = this.#shownOf(step);
    if (shown.news === 0) shown.since = now;
    shown.news++;
    this.#changed.add(shown);
  }

  #log(step: TracedStep, { data, at }: LogEvent): void {
    const seconds = (at - (step.span?.startedAt ?? at)) / 1000;
    this.#shownOf(step).log.add(Buffer.from(data, "base64").toString("utf8"), seconds);
  }

  /** Nothing is new of steps that run: one of them gets the turn where nobody has it. */
  #showAnyOpen(current: ShownStep | undefined, now: number): void {
    if (current?.step.isRunning === true) return;
    const running = this.#trace.begun.find(({ isRunning }) => isRunning);
    if (running !== undefined) this.#show(this.#shownOf(running), now);
  }

  /** The step whose turn it is, and another where that one has had it long enough. */
  #showOpen(
    open: Set<ShownStep>,
    { current, isOver }: { readonly current: ShownStep | undefined; readonly isOver: boolean },
    now: number,
  ): void {
    if (current !== undefined && open.has(current)) this.#show(current, now);
    const next = nextTurn([...open], isOver ? undefined : current, now);
    if (next !== undefined) this.#show(next, now);
  }

  /** Writes all that is new of a step, which has the turn then until it is over. */
  #show(shown: ShownStep, now: number): void {
    const { step, log } = shown;
    if (shown.index === 0) shown.index = ++this.#count;
    if (shown !== this.#current) this.#turnTo(shown);
    const hasOpenTask = this.#showTasks(shown);
    for (const { short } of step.warnings.slice(shown.warnings)) this.#line(shown, `WARN: ${short}`);
    shown.warnings = step.warnings.length;
    this.#write(log.take(`#${shown.index} `));
    this.#current = shown;
    this.#changed.delete(shown);
    if (!step.isOver || hasOpenTask) return;
    this.#current = undefined;
    shown.news = 0;
    if (log.isPartial) this.#write("\n");
    this.#line(shown, outcome(step, now));
  }

  #turnTo(shown: ShownStep): void {
    const left = this.#current;
    if (left !== undefined) {
      if (left.log.isPartial) this.#write("\n");
      left.log.startOver();
      left.news = 0;
      this.#line(left, "...");
    }
    if (this.#hasWritten) this.#write("\n");
    this.#hasWritten = true;
    this.#line(shown, shown.step.vertex.name);
  }

  /** @returns whether one that is not done was among them */
  #showTasks(shown: ShownStep): boolean {
    let hasOpen = false;
    for (const id of shown.step.tasks.keys()) {
      const task = shown.step.tasks.get(id);
      if (task === undefined || !shown.newTasks.has(id) || !isWorthShowing(task, shown.tasks.get(id))) continue;
      shown.tasks.set(id, task);
      hasOpen ||= task.completedAt === undefined;
      this.#line(shown, taskLine(task));
    }
    shown.newTasks.clear();
    return hasOpen;
  }

  #line({ index }: ShownStep, text: string): void {
    this.#write(`#${index} ${text}\n`);
  }
}

/** Who of the steps that run is shown besides the one that has the turn. */
function nextTurn(open: readonly ShownStep[], current: ShownStep | undefined, now: number): ShownStep | undefined {
  const waits = (shown: ShownStep): boolean => shown !== current && now - shown.since > longestWaitMs;
  const rate = ({ news, since }: ShownStep): number => news / Math.max(now - since, 0.001);
  const all = current === undefined || open.includes(current) ? open : [...open, current];
  const busiest = all.reduce((best, shown) => (waits(shown) || rate(shown) >= rate(best) ? shown : best));
  if (current === undefined) return busiest;
  const waiting = all.find(waits);
  if (waiting !== undefined) return waiting;
  const sum = all.reduce((total, shown) => total + rate(shown), 0);
  const share = sum === 0 ? 1 : rate(current) / sum;
  return shortestTurnMs / (1 - share) < now - current.since ? busiest : undefined;
}

function outcome(step: TracedStep, now: number): string {
  const { error, cached } = step.vertex;
  if (step.isCanceled) return "CANCELED";
  if (error !== undefined) return `ERROR: ${error}`;
  return cached ? "CACHED" : `DONE ${(spansMs(step.spans, now) / 1000).toFixed(1)}s`;
}

/** A part that is not done is shown again when it has gone on far enough, or for long enough. */
function isWorthShowing({ current, total, toldAt, completedAt }: TracedTask, last: TracedTask | undefined): boolean {
  if (last === undefined || completedAt !== undefined) return true;
  const share = total > 0 ? (current - last.current) / total : 0;
  return share >= shownTaskShare || toldAt - last.toldAt >= shownTaskMs;
}

function taskLine(task: TracedTask): string {
  const { id, startedAt, completedAt, toldAt } = task;
  const amount = amountText(task);
  const seconds = ((completedAt ?? toldAt) - startedAt) / 1000;
  const time = seconds > shortestShownSeconds ? ` ${seconds.toFixed(1)}s` : "";
  return `${id}${amount === "" ? "" : ` ${amount}`}${time}${completedAt === undefined ? "" : " done"}`;
}
