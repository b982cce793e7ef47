import { type Op, withDeadline } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { containerRemove } from "#client/container-remove.ts";
import { containerWait } from "#client/container-wait.ts";
import { containerWhy } from "#client/container-why.ts";
import { isStatus } from "#client/errors.ts";
import { systemEvents } from "#client/system-events.ts";
import { ExitError } from "../../errors.ts";
import type { FlagTraits } from "../../flags/flag.ts";
import { scalar } from "../../flags/scalars.ts";
import { oneLine } from "../../format/one-line.ts";
import { reasonText } from "../../format/why-text.ts";

/** What `run` waits for before it answers; empty: for nothing. */
export type WaitGoal = "" | "running" | "healthy";

/** `--wait`, `--wait=healthy`. */
export function waitGoal(traits: FlagTraits) {
  const parse = (text: string): WaitGoal => {
    if (text === "running" || text === "healthy") return text;
    throw new Error("must be running or healthy");
  };
  return scalar<WaitGoal>(traits, { type: "string", zero: "", bareValue: "running", parse });
}

export interface WaitedStart {
  readonly id: string;
  readonly goal: Exclude<WaitGoal, "">;
  /** It goes when it ends. */
  readonly removed: boolean;
  /** Seconds; 0: for ever. */
  readonly timeoutS: number;
  /** @throws ExitError */
  start(): Promise<void>;
}

/**
 * Starts a container and waits until it is as it is wanted. @throws ExitError with the reason where it ends or turns unhealthy
 * before; with its exit code, where it has one that is not 0
 */
export async function startAndAwait(op: Op, client: Client, start: WaitedStart): Promise<void> {
  const listening = new AbortController();
  const heard = { ...op, signal: AbortSignal.any([op.signal, listening.signal]) };
  using bounded = start.timeoutS > 0 ? withDeadline(op, start.timeoutS * 1000, "") : undefined;
  try {
    const condition = start.removed ? "removed" : "next-exit";
    const begin = start.goal === "healthy" ? await checkHealth(heard, client, start.id) : undefined;
    const exit = await containerWait(heard, client, start.id, { condition });
    await start.start();
    const reached = begin === undefined ? isRunning(heard, client, start.id) : verdictOf(heard, client, begin);
    const ended = exit.result.then(({ StatusCode }) => StatusCode);
    const outcome = await Promise.race([ended, reached, ...(bounded === undefined ? [] : [timeOf(bounded)])]);
    if (outcome === "late") throw failure(start, `is not ${start.goal} after ${start.timeoutS}s`);
    if (outcome === "unhealthy") throw failure(start, "is unhealthy", await lastProbe(op, client, start.id));
    if (typeof outcome === "number")
      throw failure(start, `ended before it was ${start.goal}`, await endOf(op, client, start, outcome), outcome);
  } finally {
    listening.abort();
  }
}

function failure({ id }: WaitedStart, what: string, why = "", exitCode = 0): ExitError {
  return new ExitError(exitCode || 1, `container ${id.slice(0, 12)} ${what}${why === "" ? "" : `: ${why}`}`);
}

interface Begin {
  readonly id: string;
  /** By the engine's clock, in seconds since 1970: its events since then are told again, so that none is missed. */
  readonly since: string;
}

/** One that has no health check would be waited for in vain: it goes again. @throws ExitError */
async function checkHealth(op: Op, client: Client, id: string): Promise<Begin> {
  const { Config, Created = "" } = await containerInspect(op, client, id);
  const [kind = "NONE"] = Config?.Healthcheck?.Test ?? [];
  if (kind !== "NONE") return { id, since: String(Math.floor(Date.parse(Created) / 1000)) };
  await containerRemove(op, client, id, { force: false, volumes: true, link: false });
  throw new ExitError(125, "a container without a health check is never healthy: --wait=healthy waits in vain");
}

/** Of one that does not run any more its end will tell. */
async function isRunning(op: Op, client: Client, id: string): Promise<"running"> {
  const state = await containerInspect(op, client, id).catch((error: unknown) => {
    if (!isStatus(error, 404)) throw error;
  });
  return state?.State?.Running === true ? "running" : await new Promise<never>(() => {});
}

async function verdictOf(op: Op, client: Client, { id, since }: Begin): Promise<"healthy" | "unhealthy"> {
  const filters = { type: ["container"], container: [id], event: ["health_status"] };
  for await (const { event } of systemEvents(op, client, { since, filters })) {
    const verdict = /^health_status: (healthy|unhealthy)$/.exec(event.Action)?.[1];
    if (verdict === "healthy" || verdict === "unhealthy") return verdict;
  }
  throw new Error("the events of the engine have ended");
}

async function timeOf({ signal }: Op): Promise<"late"> {
  return await new Promise((resolve) => signal.addEventListener("abort", () => resolve("late"), { once: true }));
}

/** What the engine knows of the end; the exit code where it knows no more. */
async function endOf(op: Op, client: Client, { id, removed }: WaitedStart, exitCode: number): Promise<string> {
  if (!removed) {
    try {
      return reasonText(await containerWhy(op, client, id));
    } catch {
      // An engine that does not say.
    }
  }
  return `its program ended with exit code ${exitCode}`;
}

async function lastProbe(op: Op, client: Client, id: string): Promise<string> {
  const { State } = await containerInspect(op, client, id);
  return oneLine(State?.Health?.Log?.at(-1)?.Output.trim().split("\n", 1)[0] ?? "");
}
