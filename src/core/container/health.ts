import type { ContainerConfig, Health, HealthConfig, HealthcheckResult } from "#api/types.gen.ts";

/** Docker's defaults (moby daemon/health.go), in nanoseconds. */
const second = 1_000_000_000;
const defaultInterval = 30 * second;
const defaultTimeout = 30 * second;
const defaultStartInterval = 5 * second;
const defaultRetries = 3;
const rememberedResults = 5;

/** What of a probe's output is kept. */
export const maxProbeOutputBytes = 4096;

/** The command that a health check runs; undefined: there is none, it is `NONE`, or of a kind that Docker does not know. */
export function probeCommand({
  Healthcheck,
  Shell,
}: Pick<ContainerConfig, "Healthcheck" | "Shell">): string[] | undefined {
  const [kind, ...command] = Healthcheck?.Test ?? [];
  if (kind === "CMD") return command;
  if (kind !== "CMD-SHELL") return undefined;
  return [...((Shell ?? []).length > 0 ? (Shell ?? []) : ["/bin/sh", "-c"]), ...command];
}

/** The health of a container that has just started; results of former runs stay. */
export function startedHealth(before: Health | undefined): Health {
  return { Status: "starting", FailingStreak: 0, Log: before?.Log ?? [] };
}

/** The health of a container that is not watched: it has ended, or is paused. */
export function unwatchedHealth(before: Health): Health {
  return { ...before, Status: "unhealthy" };
}

/** A change of a record's health; none where it has none. */
export function withHealth(
  health: Health | undefined,
  change: (health: Health) => Health,
): { readonly health?: Health } {
  return health === undefined ? {} : { health: change(health) };
}

/** @param sinceStartMs how long the container had run when the probe was started */
export function healthAfter(
  before: Health,
  result: HealthcheckResult,
  { check, sinceStartMs }: { readonly check: HealthConfig; readonly sinceStartMs: number },
): Health {
  const Log = [...(before.Log ?? []), result].slice(-rememberedResults);
  if (result.ExitCode === 0) return { Status: "healthy", FailingStreak: 0, Log };
  const excused = before.Status === "starting" && sinceStartMs < milliseconds(check.StartPeriod, 0);
  const FailingStreak = before.FailingStreak + (excused ? 0 : 1);
  const retries = (check.Retries ?? 0) > 0 ? (check.Retries ?? 0) : defaultRetries;
  const failed = !excused && FailingStreak >= retries;
  return { Status: failed ? "unhealthy" : before.Status, FailingStreak, Log };
}

/** The wait before the next probe. */
export function probeDelayMs(
  check: HealthConfig,
  { status, sinceStartMs }: { readonly status: string; readonly sinceStartMs: number },
): number {
  const starting = status === "starting" && sinceStartMs < milliseconds(check.StartPeriod, 0);
  return starting
    ? milliseconds(check.StartInterval, defaultStartInterval)
    : milliseconds(check.Interval, defaultInterval);
}

export function probeTimeoutMs(check: HealthConfig): number {
  return milliseconds(check.Timeout, defaultTimeout);
}

function milliseconds(ns: number | undefined, defaultNs: number): number {
  return (ns || defaultNs) / 1_000_000;
}
