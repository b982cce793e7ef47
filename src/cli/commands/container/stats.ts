import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { bool, string } from "../../flags/scalars.ts";
import { statsColumns, statsListing } from "../../format/stats-listing.ts";
import { rowsText } from "../../format/table.ts";
import { formatHelp } from "../../help/format-flag.ts";
import type { Io } from "../../io/io.ts";
import { addContainers, followContainers, StatsBoard } from "../../streams/stats-board.ts";

const flags = {
  all: bool({ short: "a", usage: "Also show containers that do not run" }),
  format: string({ usage: formatHelp }),
  "no-stream": bool({ usage: "Show one figure and end" }),
  "no-trunc": bool({ usage: "Show everything in full length" }),
};

export const command = {
  usage: "[OPTIONS] [CONTAINER...]",
  arguments: {},
  flags,
  aliases: ["docker container stats", "docker stats"],
} satisfies Command;

/** How often the table is drawn. */
const refreshMs = 500;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const ending = new AbortController();
  const watched: Op = { ...op, signal: AbortSignal.any([op.signal, ending.signal]) };
  const board = new StatsBoard(watched, client, { stream: !flags["no-stream"] });
  try {
    const { lost } = await fill(watched, client, { board, flags, args });
    await draw(op, io, { board, flags, lost });
  } finally {
    ending.abort();
  }
});

interface Filling {
  readonly board: StatsBoard;
  readonly flags: Invocation<typeof flags>["flags"];
  readonly args: readonly string[];
}

/** `lost` settles when the engine tells of containers no more. */
async function fill(
  op: Op,
  client: Client,
  { board, flags, args }: Filling,
): Promise<{ readonly lost: Promise<void> }> {
  for (const name of args) board.add(name);
  let lost = new Promise<void>(() => {});
  if (args.length === 0) {
    if (!flags["no-stream"]) lost = followContainers(op, client, board, flags.all);
    lost.catch(() => {});
    await addContainers(op, client, board, flags.all);
  }
  await board.firstFigures();
  const errors = board.errors();
  if (args.length > 0 && errors.length > 0) throw new ExitError(1, errors.join("\n"));
  return { lost };
}

interface Drawing {
  readonly board: StatsBoard;
  readonly flags: Invocation<typeof flags>["flags"];
  readonly lost: Promise<void>;
}

async function draw(op: Op, io: Io, { board, flags, lost }: Drawing): Promise<void> {
  const listing = statsListing({ truncate: !flags["no-trunc"] });
  const format = flags.format || io.config.statsFormat || "table";
  while (!op.signal.aborted) {
    const text = await rowsText(listing, { rows: board.entries(), format, columns: statsColumns });
    io.stdout.write(flags["no-stream"] ? text : repainted(text));
    if (flags["no-stream"]) return;
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
