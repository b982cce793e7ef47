import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Engine } from "./engine.ts";
import type { Namespace } from "./namespace.ts";
import { RegistryProcess } from "./registry-process.ts";

const registries = new WeakMap<Engine, EngineRegistry>();

/** A registry in an engine's namespace, which outlives the engine's ends. */
export class EngineRegistry implements AsyncDisposable {
  readonly #folder: string;
  readonly #process: RegistryProcess;

  private constructor(folder: string, process: RegistryProcess) {
    this.#folder = folder;
    this.#process = process;
  }

  static async open(namespace: Namespace): Promise<EngineRegistry> {
    const folder = mkdtempSync(`${tmpdir()}/r-`);
    return new EngineRegistry(folder, await RegistryProcess.start({ root: folder, within: namespace.argv() }));
  }

  /** The one of an engine, for those who know only the engine. */
  static async openFor(engine: Engine): Promise<EngineRegistry> {
    const registry = await EngineRegistry.open(engine.namespace);
    registries.set(engine, registry);
    return registry;
  }

  /** @throws TypeError when none was opened for it */
  static of(engine: Engine): EngineRegistry {
    const registry = registries.get(engine);
    if (registry === undefined) throw new TypeError("the engine has no registry");
    return registry;
  }

  /** `127.0.0.1:PORT`. */
  get address(): string {
    return this.#process.address;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.end("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
