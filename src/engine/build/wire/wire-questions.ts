import { EngineError, notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BuildService, PruneOptions } from "#core/build/contract.ts";
import type { BuildWorker } from "#core/build/worker.ts";
import type { CallRequest, CallStream, Wire } from "#formats/build-wire/wire.ts";
import { WireProgress } from "./wire-progress.ts";

interface Answering {
  readonly builds: BuildService;
  worker(op: Op): Promise<BuildWorker>;
}

interface Question {
  readonly wire: Wire;
  readonly request: CallRequest;
  readonly stream: CallStream;
}

type Answer = (op: Op, answering: Answering, question: Question) => Promise<unknown>;

/** What our own client asks of the builder besides builds (docs/build.md). */
const answers: Readonly<Record<string, Answer>> = {
  worker: async (op, { worker }) => {
    const { gcPolicies, devices, ...facts } = await worker(op);
    const policies = await gcPolicies();
    const gc = policies.map(({ filters, ...rule }) => ({
      ...rule,
      filters: [...filters].flatMap(([key, values]) => [...values].map((value) => `${key}==${value}`)),
    }));
    return { ...facts, gc, devices: await devices() };
  },
  usage: async (_op, { builds }) => ({ records: builds.diskUsage() }),
  prune: async (op, { builds }, { request }) => ({ records: await builds.prune(op, pruneOptions(request)) }),
  history: async (_op, { builds }) => ({ now: Date.now(), records: builds.history() }),
  forget: async (op, { builds }, { request }) => {
    const id = textOf(request, "id");
    if (!builds.history().some((record) => record.id === id)) throw new EngineError("not-found", `no such build ${id}`);
    await builds.forgetHistory(op, [id]);
  },
  replay: async (op, { builds }, { request, wire }) =>
    await builds.replay(op, textOf(request, "id"), new WireProgress(wire)),
  attachment: async (op, { builds }, { request, stream }) => {
    await stream.write(await builds.attachment(op, textOf(request, "digest")));
    await stream.end();
  },
};

/** @throws not-implemented for what is no question */
export async function answerQuestion(op: Op, answering: Answering, question: Question): Promise<unknown> {
  const { name } = question.request;
  const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
  if (answer === undefined) throw notSupported(`call ${String(name)}`);
  return await answer(op, answering, question);
}

/** @throws invalid-argument */
function pruneOptions(request: CallRequest): PruneOptions {
  const filters = request["filters"] as Readonly<Record<string, readonly string[]>> | undefined;
  return {
    all: request["all"] === true,
    filters: new Map(Object.entries(filters ?? {}).map(([name, values]) => [name, new Set(values)])),
    keepDurationMs: numberOf(request, "keepDurationMs"),
    reservedSpaceBytes: numberOf(request, "reservedSpaceBytes"),
    maxUsedSpaceBytes: numberOf(request, "maxUsedSpaceBytes"),
    minFreeSpaceBytes: numberOf(request, "minFreeSpaceBytes"),
  };
}

/** Not there: 0. @throws invalid-argument */
function numberOf(request: CallRequest, field: string): number {
  const value = request[field] ?? 0;
  if (typeof value !== "number" || value < 0) throw new EngineError("invalid-argument", `invalid request: ${field}`);
  return value;
}

/** @throws invalid-argument */
function textOf(request: CallRequest, field: string): string {
  const value = request[field];
  if (typeof value !== "string") throw new EngineError("invalid-argument", `invalid request: ${field}`);
  return value;
}
