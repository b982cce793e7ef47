import { afterAll } from "bun:test";
import { Engine, type EngineOptions } from "./engine.ts";

/**
 * One engine with a busybox image and those of `archive` for all tests of a file: started by the first that asks, closed
 * after the last, which fails when something is left over.
 */
export function sharedEngine(options: EngineOptions = {}, archive?: () => Uint8Array): () => Promise<Engine> {
  let engine: Promise<Engine> | undefined;
  afterAll(async () => {
    if (engine !== undefined) await (await engine).close();
  }, 60_000);
  async function start(): Promise<Engine> {
    const started = await Engine.start(options);
    await started.loadBusybox();
    if (archive !== undefined) await started.load(archive());
    return started;
  }
  return () => {
    engine ??= start();
    return engine;
  };
}
