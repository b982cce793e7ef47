import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerList } from "#client/container-list.ts";
import { containerStats } from "#client/container-stats.ts";
import type { FilterQuery } from "#client/filter-query.ts";
import { systemEvents } from "#client/system-events.ts";
import { type StatsEntry, statsEntry, unknownEntry } from "../format/stats-entry.ts";

/** How long a figure is shown without a newer one. */
const staleMs = 2000;

interface Row {
  entry: StatsEntry;
  error: string | undefined;
  /** Resolves with the first figure, or with the reason why none comes. */
  readonly first: Promise<void>;
  /** Ends its stream. */
  readonly stop: () => void;
}

/** The containers that `stats` shows, each with its stream of figures. */
export class StatsBoard {
  readonly #op: Op;
  readonly #client: Client;
  readonly #stream: boolean;
  readonly #rows = new Map<string, Row>();

  constructor(op: Op, client: Client, options: { readonly stream: boolean }) {
    this.#op = op;
    this.#client = client;
    this.#stream = options.stream;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** In the order in which they came. */
  entries(): StatsEntry[] {
    return [...this.#rows.values()].map(({ entry }) => entry);
  }

  /** Why figures of the containers named did not come, one line each. */
  errors(): string[] {
    return [...this.#rows.values()].flatMap(({ error }) => error ?? []);
  }

  async firstFigures(): Promise<void> {
    await Promise.all([...this.#rows.values()].map(({ first }) => first));
  }

  add(container: string): void {
    if (this.#rows.has(container)) return;
    const first = Promise.withResolvers<void>();
    const ending = new AbortController();
    const stop = (): void => ending.abort();
    const row: Row = { entry: unknownEntry(container, false), error: undefined, first: first.promise, stop };
    this.#rows.set(container, row);
    const op = { ...this.#op, signal: AbortSignal.any([this.#op.signal, ending.signal]) };
    void this.#collect(op, container, row, first.resolve);
  }

  remove(container: string): void {
    this.#rows.get(container)?.stop();
    this.#rows.delete(container);
  }

  async #collect(op: Op, container: string, row: Row, came: () => void): Promise<void> {
    const stale = (): void => {
      row.entry = unknownEntry(container, true);
      came();
    };
    let timer = setTimeout(stale, staleMs);
    try {
      for await (const stats of containerStats(op, this.#client, container, { stream: this.#stream })) {
        clearTimeout(timer);
        if (this.#stream) timer = setTimeout(stale, staleMs);
        row.entry = statsEntry(container, stats);
        came();
      }
    } catch (error) {
      row.error = messageOf(error);
      row.entry = unknownEntry(container, true);
    } finally {
      clearTimeout(timer);
      came();
    }
  }
}

/** Which of an engine's containers a board shows. */
export interface BoardChoice {
  /** Also those that do not run. */
  readonly all: boolean;
  readonly filters: FilterQuery;
}

/** Puts the containers that there are on the board. */
export async function addContainers(
  op: Op,
  client: Client,
  board: StatsBoard,
  { all, filters }: BoardChoice,
): Promise<void> {
  for (const { Id } of await containerList(op, client, { all, filters })) board.add(Id);
}

/** Follows containers that come and go, until the op ends. */
export async function followContainers(
  op: Op,
  client: Client,
  board: StatsBoard,
  { all, filters }: BoardChoice,
): Promise<void> {
  for await (const { event } of systemEvents(op, client, { filters: { ...filters, type: ["container"] } })) {
    const id = event.Actor?.ID ?? "";
    if (event.Action === "start" || (all && event.Action === "create")) board.add(id);
    if (event.Action === (all ? "destroy" : "die")) board.remove(id);
  }
}
