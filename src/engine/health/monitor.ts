import type { HealthConfig, HealthcheckResult } from "#api/types.gen.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import { healthAfter, probeCommand, probeDelayMs, probeTimeoutMs, startedHealth } from "#core/container/health.ts";
import type { ContainerEntry } from "../containers/container-entry.ts";
import type { ContainerContext } from "../containers/dependencies.ts";
import { emit } from "../containers/exit.ts";
import { type Probe, runProbe } from "./probe.ts";

/** Begins to watch a running container's health, where it has a check. One that was watched is not watched any more. */
export function watchHealth(context: ContainerContext, entry: ContainerEntry): void {
  entry.healthWatch?.stop();
  entry.healthWatch = undefined;
  const command = probeCommand(entry.record.config);
  const check = entry.record.config.Healthcheck;
  if (command === undefined || check === undefined) return;
  if (entry.record.health === undefined) context.note(entry, { health: startedHealth(undefined) });
  const monitor = new HealthMonitor(context, entry, check);
  entry.healthWatch = monitor;
  monitor
    .watch({ command, timeoutMs: probeTimeoutMs(check) })
    .catch((error: unknown) => context.log.error("health check ended", { container: entry.id, error }));
}

/** Probes a container, one probe at a time, until it is stopped. */
class HealthMonitor {
  readonly #context: ContainerContext;
  readonly #entry: ContainerEntry;
  readonly #check: HealthConfig;
  readonly #ending = new AbortController();
  #wake: (() => void) | undefined;

  constructor(context: ContainerContext, entry: ContainerEntry, check: HealthConfig) {
    this.#context = context;
    this.#entry = entry;
    this.#check = check;
  }

  stop(): void {
    this.#ending.abort();
    this.#wake?.();
  }

  async watch(probe: Probe): Promise<void> {
    const op: Op = { ...backgroundOp(this.#context.log), signal: this.#ending.signal };
    for (;;) {
      await this.#pause();
      if (op.signal.aborted) return;
      const sinceStartMs = this.#sinceStartMs();
      const result = await runProbe(op, this.#context, this.#entry, probe);
      if (op.signal.aborted) return;
      this.#context.healthChecks.total += 1;
      if (couldNotRun(result)) this.#context.healthChecks.failed += 1;
      const before = this.#entry.record.health ?? startedHealth(undefined);
      const health = healthAfter(before, result, { check: this.#check, sinceStartMs });
      this.#context.note(this.#entry, { health });
      if (health.Status !== before.Status) emit(this.#context, this.#entry, `health_status: ${health.Status}`);
    }
  }

  async #pause(): Promise<void> {
    const status = this.#entry.record.health?.Status ?? "starting";
    const delayMs = probeDelayMs(this.#check, { status, sinceStartMs: this.#sinceStartMs() });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(delayMs, maxTimerMs));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #sinceStartMs(): number {
    return Date.now() - Date.parse(this.#entry.record.state.startedAt);
  }
}

/** dockerd's metrics count a probe as failed when it could not be run: neither its exit code nor its time-out matters. */
function couldNotRun({ ExitCode, Output }: Pick<HealthcheckResult, "ExitCode" | "Output">): boolean {
  return ExitCode === -1 && !Output.startsWith("Health check exceeded timeout");
}

/** What setTimeout can hold. */
const maxTimerMs = 2 ** 31 - 1;
