/** The lines that a step prints, each behind the time since the step began, and how much of them was shown. */
export class StepLog {
  /** The first may have been shown in part; the last has no end yet where `isPartial`. */
  #lines: string[] = [];
  #isPartial = false;
  #shown = 0;
  /** Those that were shown whole. */
  readonly #last: string[] = [];

  get isPartial(): boolean {
    return this.#isPartial;
  }

  add(text: string, seconds: number): void {
    if (text === "") return;
    const parts = text.split("\n");
    const rest = parts.pop() ?? "";
    const added = rest === "" ? parts : [...parts, rest];
    added.forEach((part, index) => {
      if (index === 0 && this.#isPartial) this.#lines[this.#lines.length - 1] += part;
      else this.#lines.push(`${secondsText(seconds)} ${part}`);
    });
    this.#isPartial = rest !== "";
  }

  /** What is to be shown next, each line behind `prefix`; one without an end as far as it goes. */
  take(prefix: string): string {
    const whole = this.#isPartial ? this.#lines.slice(0, -1) : this.#lines;
    const texts = this.#lines.map((line, index) =>
      index === 0 && this.#shown > 0 ? line.slice(this.#shown) : `${prefix}${line}`,
    );
    this.#last.push(...whole);
    this.#last.splice(0, Math.max(0, this.#last.length - keptLines));
    const end = texts.length > 0 && !this.#isPartial ? "\n" : "";
    this.#lines = this.#lines.slice(whole.length);
    this.#shown = this.#lines[0]?.length ?? 0;
    return texts.join("\n") + end;
  }

  /** Those that were not shown, and the last of those that were. */
  get last(): readonly string[] {
    return [...this.#last, ...this.#lines];
  }

  /** Others write now: what was shown of a line is to be shown again. */
  startOver(): void {
    this.#shown = 0;
  }
}

/** Of a step that failed, as many are shown again. */
const keptLines = 10;

function secondsText(seconds: number): string {
  return seconds.toFixed(seconds < 10 ? 3 : seconds < 100 ? 2 : 1);
}
