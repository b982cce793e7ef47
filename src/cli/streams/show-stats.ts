import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { FilterQuery } from "#client/filter-query.ts";
import { ExitError } from "../errors.ts";
import type { StatsEntry } from "../format/stats-entry.ts";
import { statsColumns, statsListing } from "../format/stats-listing.ts";
import { rowsText } from "../format/table.ts";
import type { Io } from "../io/io.ts";
import { addContainers, followContainers, StatsBoard } from "./stats-board.ts";

export interface ShownStats {
  /** Empty: those that there are. */
  readonly names: readonly string[];
  /** Also those that do not run. */
  readonly all: boolean;
  /** Which of those that there are. */
  readonly filters?: FilterQuery;
  /** Empty: as the user's configuration has it. */
  readonly format: string;
  /** Until the op ends; otherwise one figure. */
  readonly stream: boolean;
  readonly truncate: boolean;
  /** How rows follow each other; without it, as the containers came. */
  readonly sort?: (a: StatsEntry, b: StatsEntry) => number;
}

/** How often the table is drawn. */
const refreshMs = 500;

/** Shows what containers use. @throws ExitError with the errors of those that were named */
export async function showStats(op: Op, io: Io, client: Client, shown: ShownStats): Promise<void> {
  const ending = new AbortController();
  const watched: Op = { ...op, signal: AbortSignal.any([op.signal, ending.signal]) };
  const board = new StatsBoard(watched, client, { stream: shown.stream });
  try {
    const { lost } = await fill(watched, client, board, shown);
    await draw(op, io, { board, shown, lost });
  } finally {
    ending.abort();
  }
}

/** `lost` settles when the engine tells of containers no more. */
async function fill(
  op: Op,
  client: Client,
  board: StatsBoard,
  { names, stream, all, filters = {} }: ShownStats,
): Promise<{ readonly lost: Promise<void> }> {
  for (const name of names) board.add(name);
  let lost = new Promise<void>(() => {});
  if (names.length === 0) {
    if (stream) lost = followContainers(op, client, board, { all, filters });
    lost.catch(() => {});
    await addContainers(op, client, board, { all, filters });
  }
  await board.firstFigures();
  const errors = board.errors();
  if (names.length > 0 && errors.length > 0) throw new ExitError(1, errors.join("\n"));
  return { lost };
}

interface Drawing {
  readonly board: StatsBoard;
  readonly shown: ShownStats;
  readonly lost: Promise<void>;
}

async function draw(op: Op, io: Io, { board, shown, lost }: Drawing): Promise<void> {
  const listing = statsListing({ truncate: shown.truncate });
  const format = shown.format || io.config.statsFormat || "table";
  while (!op.signal.aborted) {
    const rows = shown.sort === undefined ? board.entries() : board.entries().sort(shown.sort);
    const text = await rowsText(listing, { rows, format, columns: statsColumns });
    io.stdout.write(shown.stream ? repainted(text) : text);
    if (!shown.stream) return;
    if (await endedWithin(refreshMs, lost)) return;
  }
}

/** Over what stood there before: each line to its end, and all below. */
function repainted(text: string): string {
  const lines = text.split("\n").map((line) => `${line}\u001b[K\n`);
  return `\u001b[H${lines.join("")}\u001b[J`;
}

async function endedWithin(timeoutMs: number, lost: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([late, lost.then(() => true)]);
  } finally {
    clearTimeout(timer);
  }
}
