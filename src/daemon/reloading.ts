import { messageOf } from "#base/errors.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import type { Environment } from "./config/environment.ts";
import { reloadAttributes, reloadedConfig } from "./config/reload.ts";
import type { DaemonLog } from "./log.ts";
import type { Engine } from "./open-engine.ts";
import type { ServiceManager } from "./service-manager.ts";

export interface ReloaderOptions {
  readonly argv: readonly string[];
  readonly environment: Environment;
  readonly log: DaemonLog;
  readonly engine: Pick<Engine, "reconfigure">;
  readonly manager: ServiceManager;
}

/** Reads the configuration again when it is told to, and keeps the one in force when the new one is wrong. */
export class Reloader {
  readonly #options: ReloaderOptions;
  #config: DaemonConfig;

  constructor(config: DaemonConfig, options: ReloaderOptions) {
    this.#config = config;
    this.#options = options;
  }

  /** The configuration in force. */
  get config(): DaemonConfig {
    return this.#config;
  }

  reload(): void {
    const { argv, environment, log, engine, manager } = this.#options;
    log.info("Got signal to reload configuration");
    manager.reloading();
    try {
      const config = reloadedConfig(argv, environment, this.#config);
      engine.reconfigure(config);
      this.#config = config;
      log.level = config.logLevel;
      log.info("Reloaded configuration", { config: JSON.stringify(reloadAttributes(config, "")) });
    } catch (error) {
      log.error("Error reloading configuration", { error: messageOf(error) });
    } finally {
      manager.ready();
    }
  }
}
