import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { quote } from "#base/strconv.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { isStatus } from "#client/errors.ts";
import { type MonitorEvent, monitor } from "#compose/observe/monitor.ts";
import { type ObservedContainer, shortName } from "#compose/observe/observed.ts";
import { engineTimestamp } from "../../values/timestamp.ts";
import { followLog, type LogChoice } from "./follow.ts";
import type { LogView } from "./log-view.ts";
import { showChange } from "./show-change.ts";

export interface ShownLogs {
  readonly containers: readonly ObservedContainer[];
  readonly view: LogView;
  /** Where they are followed, so are the containers that start. */
  readonly choice: LogChoice;
  readonly watched: { readonly project: string; readonly services: readonly string[] };
  warn(message: string): void;
}

/** The logs of containers, all at once. @throws what the first that fails says, once the others have ended */
export async function showLogs(op: Op, client: Client, logs: ShownLogs): Promise<void> {
  await new LogShow(op, client, logs).run();
}

class LogShow {
  readonly #failing = new AbortController();
  readonly #op: Op;
  readonly #work: Promise<void>[] = [];
  #failure: { readonly reason: unknown } | undefined;

  constructor(
    op: Op,
    readonly client: Client,
    readonly logs: ShownLogs,
  ) {
    this.#op = { ...op, signal: AbortSignal.any([op.signal, this.#failing.signal]) };
  }

  async run(): Promise<void> {
    const { containers, choice } = this.logs;
    for (const container of containers) this.#begin(() => this.#show(container));
    if (choice.follow === true) this.#begin(() => this.#watch());
    for (const work of this.#work) await work;
    if (this.#failure !== undefined) throw this.#failure.reason;
  }

  /** What is begun while others are waited for is waited for as well. */
  #begin(act: () => Promise<void>): void {
    const settled = act().catch((reason: unknown) => {
      this.#failure ??= { reason };
      this.#failing.abort();
    });
    this.#work.push(settled);
  }

  async #show(container: ObservedContainer): Promise<void> {
    try {
      await this.#follow(container.id, shortName(container), this.logs.choice);
    } catch (error) {
      if (!isStatus(error, 501)) throw error;
      this.logs.warn(`Can't retrieve logs for ${quote(container.name)}: ${messageOf(error)}`);
    }
  }

  async #watch(): Promise<void> {
    await monitor(this.#op, this.client, { ...this.logs.watched, heard: (event) => this.#heard(event) });
  }

  #heard(event: MonitorEvent): void {
    showChange(this.logs.view, event);
    if (event.change === "started") this.#begin(() => this.#followStarted(event));
  }

  async #followStarted({ id, source }: MonitorEvent): Promise<void> {
    try {
      await this.#follow(id, source, this.logs.choice, { sinceStart: true });
    } catch (error) {
      if (!isStatus(error, 404) && !isStatus(error, 501)) throw error;
    }
  }

  async #follow(id: string, source: string, choice: LogChoice, { sinceStart = false } = {}): Promise<void> {
    const { view } = this.logs;
    const { State, Config } = await containerInspect(this.#op, this.client, id);
    const sink = {
      log: (line: string) => view.log(source, line),
      error: (line: string) => view.error(source, line),
    };
    const since = sinceStart ? engineTimestamp(State?.StartedAt ?? "", 0) : choice.since;
    await followLog(this.#op, this.client, id, {
      sink,
      isTty: Config?.Tty ?? false,
      choice: since === undefined ? choice : { ...choice, since },
    });
  }
}
