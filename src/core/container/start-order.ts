export interface Startable {
  readonly id: string;
  /** Ids of those that are to be started before it; others than those to be started do not count. */
  readonly needs: readonly string[];
}

/** Groups that can be started one after the other, each in the order given. What needs itself comes last. */
export function startOrder(all: readonly Startable[]): string[][] {
  const waves: string[][] = [];
  let left = all;
  while (left.length > 0) {
    const waiting = new Set(left.map(({ id }) => id));
    const ready = left.filter(({ needs }) => !needs.some((need) => waiting.has(need)));
    const wave = (ready.length > 0 ? ready : left).map(({ id }) => id);
    waves.push(wave);
    left = left.filter(({ id }) => !wave.includes(id));
  }
  return waves;
}
