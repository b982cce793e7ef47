/** What one of the sources gave. */
export interface Merged<T> {
  /** Which of them. */
  readonly source: number;
  readonly item: T;
}

interface Head<T> {
  readonly coming: Promise<void>;
  item?: T;
  ended: boolean;
}

/**
 * The items of several sources, each in its own order, in the order of their times. One item of each is held at most.
 * `patienceMs`: how long an item waits for a source that says nothing, which may yet say something older; undefined: until the
 * source ends. @throws what the first source that fails throws
 */
export async function* mergeByTime<T extends { readonly time: string }>(
  sources: readonly AsyncIterable<T>[],
  { patienceMs }: { readonly patienceMs?: number },
): AsyncGenerator<Merged<T>, void, undefined> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const heads = iterators.map(headOf);
  while (heads.some(({ ended }) => !ended)) {
    await arrival(heads, patienceMs);
    const source = oldest(heads);
    const { item } = heads[source] ?? {};
    if (item === undefined) continue;
    heads[source] = headOf(iterators[source]!);
    yield { source, item };
  }
}

function headOf<T>(iterator: AsyncIterator<T>): Head<T> {
  const coming = iterator.next().then(({ done, value }) => {
    if (done === true) head.ended = true;
    else head.item = value;
  });
  const head: Head<T> = { coming, ended: false };
  coming.catch(() => {});
  return head;
}

/** Resolves when every source has said something or has ended; once one has, the others are waited for no longer than `patienceMs`. */
async function arrival<T>(heads: readonly Head<T>[], patienceMs: number | undefined): Promise<void> {
  const silent = (): Promise<void>[] => heads.filter(isSilent).map(({ coming }) => coming);
  if (patienceMs === undefined) {
    await Promise.all(silent());
    return;
  }
  if (silent().length === 0) return;
  if (!heads.some(({ item }) => item !== undefined)) await Promise.race(silent());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  try {
    await Promise.race([Promise.all(silent()), late]);
  } finally {
    clearTimeout(timer);
  }
}

function isSilent({ item, ended }: Head<unknown>): boolean {
  return item === undefined && !ended;
}

/** Of two of one time the first source's. -1: there is none. */
function oldest(heads: readonly Head<{ readonly time: string }>[]): number {
  let found = -1;
  for (const [index, { item }] of heads.entries())
    if (item !== undefined && (found < 0 || item.time < (heads[found]?.item?.time ?? ""))) found = index;
  return found;
}
