import type { RehearsalAct, RehearsalOutcome } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { ApiError } from "#client/errors.ts";
import { rehearsal } from "#client/rehearsal.ts";
import type { FilterValues } from "../flags/filter.ts";
import { bool } from "../flags/scalars.ts";
import { humanSize } from "../format/human-size.ts";
import type { Io } from "../io/io.ts";
import { objectLine } from "./object-line.ts";

export const dryRunFlag = bool({ usage: "Show what would go, and change nothing" });

/** What would be done for the command's n-th argument, one object a line. @throws ApiError as the real call */
export type Rehearsed = (index: number) => string;

/** Has the engine play what the command would ask it for; undefined: it is not asked to, but to act. */
export async function rehearse(
  op: Op,
  client: Client,
  { dryRun, acts }: { readonly dryRun: boolean; readonly acts: readonly RehearsalAct[] },
): Promise<Rehearsed | undefined> {
  if (!dryRun) return undefined;
  const outcomes = await rehearsal(op, client, acts);
  return (index) => {
    const lines = linesOf(outcomes[index]);
    return lines.length === 0 ? `Would change nothing: ${acts[index]?.Ref ?? ""}` : lines.join("\n");
  };
}

/** Prints what prunes would take, one after the other, and how much room that would give back. @throws ApiError */
export async function rehearsePrunes(op: Op, io: Io, client: Client, acts: readonly RehearsalAct[]): Promise<void> {
  const outcomes = await rehearsal(op, client, acts);
  let reclaimed = 0;
  for (const outcome of outcomes) {
    for (const line of linesOf(outcome)) io.stdout.write(`${line}\n`);
    reclaimed += outcome.SpaceReclaimed ?? 0;
  }
  io.stdout.write(`Would reclaim: ${humanSize(reclaimed, 4)}\n`);
}

/** `POST /build/prune` as an act; limits in bytes. */
export function buildPruneAct(
  { all, filter }: { readonly all: boolean; readonly filter: FilterValues },
  limits: Readonly<Partial<Record<"reservedSpace" | "maxUsedSpace" | "minFreeSpace", number | undefined>>> = {},
): RehearsalAct {
  const { reservedSpace = 0, maxUsedSpace = 0, minFreeSpace = 0 } = limits;
  const sizes = { ReservedSpace: reservedSpace, MaxUsedSpace: maxUsedSpace, MinFreeSpace: minFreeSpace };
  return { Act: "build-prune", All: all, Filters: filter, ...sizes };
}

/** @throws ApiError */
function linesOf(outcome: RehearsalOutcome | undefined): string[] {
  const { Objects, Status = 0, Message = "" } = outcome ?? { Objects: null };
  if (Status >= 400) throw new ApiError(Status, Message);
  return (Objects ?? []).map(objectLine);
}
