import type { Log } from "#base/op.ts";
import type { ServeRegistryOptions } from "#cli/registry/serve-registry.ts";
import type { BlobDigest } from "#registry-server/digest.ts";
import { decodeError, encodeError } from "#sys/encoded-error.ts";
import { armCommitPointsFrom } from "#sys/kill-points.ts";
import type { EngineCall, EngineCalls, FromRegistryWorker, ToRegistryWorker } from "./engine-images.ts";
import { EngineStorage } from "./engine-storage.ts";
import { openRegistry, type RunningRegistry } from "./open-registry.ts";

/** The registry of an engine, in a thread of its own: HTTP, hashes and files; what the engine has it asks. */
declare const self: Worker;

armCommitPointsFrom(process.env);

const asked = new Map<number, PromiseWithResolvers<unknown>>();
const ended = new AbortController();
let nextId = 1;
let registry: RunningRegistry | undefined;

self.onmessage = ({ data }: MessageEvent<ToRegistryWorker>): void => {
  if (data.kind === "start") void start(data.options);
  else if (data.kind === "stop") void stop();
  else {
    const waiting = asked.get(data.id);
    asked.delete(data.id);
    if (data.error === undefined) waiting?.resolve(data.value);
    else waiting?.reject(decodeError(data.error));
  }
};

function tell(message: FromRegistryWorker): void {
  self.postMessage(message);
}

function ask<Call extends EngineCall>(call: Call): EngineCalls[Call] {
  const asking = (...args: readonly unknown[]): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    const id = nextId++;
    asked.set(id, answer);
    tell({ kind: "ask", id, call, args });
    return answer.promise;
  };
  return asking as EngineCalls[Call];
}

const engine: EngineCalls = {
  manifest: ask("manifest"),
  blob: ask("blob"),
  tags: ask("tags"),
  repositories: ask("repositories"),
  has: ask("has"),
  receive: ask("receive"),
};

const logTo =
  (level: keyof Log) =>
  (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
    tell({ kind: "log", level, message, fields });

const log: Log = { debug: logTo("debug"), info: logTo("info"), warn: logTo("warn"), error: logTo("error") };

async function start(options: ServeRegistryOptions): Promise<void> {
  try {
    registry = await openRegistry({ signal: ended.signal, log }, options, {
      storage: (folder) => new EngineStorage(folder, engine),
      keeping: { isLive: (subject: BlobDigest) => engine.has(subject) },
    });
    tell({ kind: "listening", url: registry.url });
  } catch (error) {
    tell({ kind: "failed", error: encodeError(error) });
  }
}

async function stop(): Promise<void> {
  await registry?.[Symbol.asyncDispose]();
  tell({ kind: "stopped" });
}
