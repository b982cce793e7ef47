/** A time in which a step ran; without an end it still does. Milliseconds since 1970. */
export interface Span {
  readonly startedAt: number;
  readonly completedAt?: number;
}

/** One that does not end. */
export function isOpen({ completedAt }: Span): boolean {
  return completedAt === undefined;
}

/** The same times without overlaps, in their order. */
export function mergedSpans(spans: Iterable<Span>): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.startedAt - b.startedAt)) {
    const last = merged.at(-1);
    if (last === undefined || endOf(last) < span.startedAt) merged.push(span);
    else if (endOf(span) > endOf(last)) merged[merged.length - 1] = { ...span, startedAt: last.startedAt };
  }
  return merged;
}

/** How long they are together, up to `now` where one does not end. */
export function spansMs(spans: readonly Span[], now: number): number {
  return spans.reduce((sum, { startedAt, completedAt = now }) => sum + completedAt - startedAt, 0);
}

function endOf({ completedAt = Number.POSITIVE_INFINITY }: Span): number {
  return completedAt;
}
