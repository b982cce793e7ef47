import { setTimeout as sleep } from "node:timers/promises";
import { commitPoint } from "#base/commit-points.ts";
import { EngineError } from "#base/errors.ts";
import { backgroundOp, type Op, orEnd, withDeadline } from "#base/op.ts";
import { notRunning } from "#core/container/errors.ts";
import type { ContainerRecord } from "#core/container/record.ts";
import type { NetworkLeaseSettings, SharedPort } from "#core/network/contract.ts";
import { answers } from "#sys/tcp-answers.ts";
import { openConnections } from "#sys/tcp-table.ts";
import type { ContainerEntry } from "./container-entry.ts";
import { deadlines } from "./deadlines.ts";
import type { ContainerContext } from "./dependencies.ts";

export interface TakeoverRequest {
  readonly taker: ContainerEntry;
  readonly giver: ContainerEntry;
  /** How long the taker may need until it answers where the giver does. */
  readonly readyMs: number;
  /** How long connections of the giver are waited for. */
  readonly drainMs: number;
}

const lookAgainMs = 50;

/**
 * `POST /containers/{id}/takeover`: a container that stands by comes to the place of another one, which runs on and stands by.
 * Ports at which the giver answers are given over once the taker answers there as well; then the giver's connections are
 * waited for, as long as they may take.
 * @throws conflict where one of both does not run, or the taker does not answer in time; nothing has changed then
 */
export async function takeOver(op: Op, context: ContainerContext, request: TakeoverRequest): Promise<void> {
  const { taker, giver } = request;
  if (taker === giver) throw new EngineError("invalid-argument", `container ${taker.id} cannot take over from itself`);
  for (const entry of [taker, giver]) if (!entry.running) throw notRunning(entry.id);
  await untilReady(op, context, request);
  const [first, second] = taker.id < giver.id ? [taker, giver] : [giver, taker];
  const lasting = backgroundOp(op.log);
  const ports = await first.lock.run(op, () => second.lock.run(op, () => exchange(lasting, context, request)));
  await untilDrained(op, giver, ports, request.drainMs);
}

async function untilReady(
  op: Op,
  { networks }: ContainerContext,
  { taker, giver, readyMs }: TakeoverRequest,
): Promise<void> {
  const served: SharedPort[] = [];
  for (const port of networks.sharedPorts(taker.id, giver.id))
    if (await orEnd(op, answers(port.giver))) served.push(port);
  const end = performance.now() + readyMs;
  for (const port of served) {
    while (!(await orEnd(op, answers(port.taker)))) {
      const { name, state } = taker.record;
      if (!taker.running)
        throw new EngineError(
          "conflict",
          `container ${name} exited (${state.exitCode}) before it answered at port ${port.key}`,
        );
      if (performance.now() >= end)
        throw new EngineError(
          "conflict",
          `container ${name} does not answer at port ${port.key} after ${readyMs / 1000}s`,
        );
      await orEnd(op, sleep(lookAgainMs));
    }
  }
}

/** Gives the ports of the giver's container whose connections may still be open. The locks of both are held. */
async function exchange(op: Op, context: ContainerContext, { taker, giver }: TakeoverRequest): Promise<Set<number>> {
  for (const entry of [taker, giver]) if (!entry.running) throw notRunning(entry.id);
  const ports = publishedPorts(giver.record);
  using wiring = withDeadline(op, deadlines.networkMs, `takeover of container ${giver.id} by ${taker.id}`);
  const after = await context.networks.takeOver(wiring, taker.id, giver.id);
  commitPoint("container.takeover.done");
  const changes = [
    [taker, leased(taker.record, after.taker, false)],
    [giver, leased(giver.record, after.giver, true)],
  ] as const;
  await context.saveAll(op, changes, "full");
  return ports;
}

function leased(record: ContainerRecord, settings: NetworkLeaseSettings, standby: boolean): Partial<ContainerRecord> {
  return record.lease === undefined ? {} : { lease: { request: { ...record.lease.request, standby }, settings } };
}

function publishedPorts({ lease }: ContainerRecord): Set<number> {
  const published = Object.entries(lease?.settings.ports ?? {}).filter(([, bindings]) => (bindings ?? []).length > 0);
  return new Set(published.map(([key]) => Number.parseInt(key, 10)));
}

/** A connection may be on its way when the ports change hands: nothing has to be seen twice. */
async function untilDrained(op: Op, giver: ContainerEntry, ports: ReadonlySet<number>, drainMs: number): Promise<void> {
  const end = performance.now() + drainMs;
  for (let quiet = 0; quiet < 2 && performance.now() < end && giver.task !== undefined; ) {
    quiet = openConnections(giver.task.pid, ports) === 0 ? quiet + 1 : 0;
    await orEnd(op, sleep(lookAgainMs));
  }
}
