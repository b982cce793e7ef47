import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import type { ServeRegistryOptions } from "#cli/registry/serve-registry.ts";
import type { ServedImages } from "#engine/images/serve/served-images.ts";
import { decodeError, encodeError } from "#sys/encoded-error.ts";
import { startWorker } from "#sys/worker.ts";
import type { EngineCalls, FromRegistryWorker, ToRegistryWorker } from "./engine-images.ts";

/** The registry that an engine serves its images by. */
export interface EngineRegistry extends AsyncDisposable {
  readonly url: string;
}

/** Starts it, in a thread of its own. @throws EngineError when it cannot */
export async function openEngineRegistry(
  op: Op,
  images: ServedImages,
  options: ServeRegistryOptions,
): Promise<EngineRegistry> {
  const worker = startWorker("daemon/registry/engine-registry.worker");
  const send = (message: ToRegistryWorker): void => worker.postMessage(message);
  const calls = callsOf(backgroundOp(op.log), images);
  const listening = Promise.withResolvers<string>();
  const stopped = Promise.withResolvers<void>();
  worker.onmessage = ({ data }: MessageEvent<FromRegistryWorker>): void => {
    if (data.kind === "ask") void answer(calls, data).then(send);
    else if (data.kind === "log") op.log[data.level](data.message, data.fields);
    else if (data.kind === "listening") listening.resolve(data.url);
    else if (data.kind === "failed") listening.reject(decodeError(data.error));
    else stopped.resolve();
  };
  worker.onerror = (event): void => {
    const error = new EngineError("system", `the registry's thread failed: ${event.message}`);
    op.log.error(error.message);
    listening.reject(error);
    stopped.resolve();
  };
  send({ kind: "start", options });
  try {
    const url = await listening.promise;
    return {
      url,
      async [Symbol.asyncDispose]() {
        send({ kind: "stop" });
        await stopped.promise;
        worker.terminate();
      },
    };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

function callsOf(op: Op, images: ServedImages): EngineCalls {
  return {
    manifest: async (repository, reference) =>
      images.manifest(repository, reference as { tag: string } | { digest: Digest }),
    blob: async (repository, digest) => images.blob(repository, digest as Digest),
    tags: async (repository) => images.tags(repository),
    repositories: async () => images.repositories(),
    has: async (digest) => images.has(digest as Digest),
    receive: async ({ target, files, ...push }) => {
      await images.receive(op, {
        ...push,
        target: { ...target, digest: target.digest as Digest },
        files: files.map((file) => ({ ...file, digest: file.digest as Digest })),
      });
    },
  };
}

async function answer(
  calls: EngineCalls,
  { id, call, args }: Extract<FromRegistryWorker, { kind: "ask" }>,
): Promise<ToRegistryWorker> {
  try {
    const perform = calls[call] as (...args: readonly unknown[]) => Promise<unknown>;
    return { kind: "answer", id, value: await perform(...args) };
  } catch (error) {
    return { kind: "answer", id, error: encodeError(error) };
  }
}
