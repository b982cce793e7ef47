import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { isStatus } from "#client/errors.ts";
import type { HookSource } from "#compose/execute/perform.ts";
import { type MonitorEvent, monitor } from "#compose/observe/monitor.ts";
import { observeContainers, observeProject } from "#compose/observe/observe-project.ts";
import { byName, isRunning, type ObservedContainer, shortName } from "#compose/observe/observed.ts";
import type { Plan } from "#compose/plan/operation.ts";
import { planKill, planStopProject } from "#compose/plan/stop.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Io } from "../../io/io.ts";
import { engineTimestamp } from "../../values/timestamp.ts";
import { paintFailure } from "../logs/colored.ts";
import { attachStreams, followLog, type LineSink } from "../logs/follow.ts";
import { LineSplitter } from "../logs/line-splitter.ts";
import { type LogView, watchSource } from "../logs/log-view.ts";
import { showChange } from "../logs/show-change.ts";
import type { KeyMenu } from "../menu/key-menu.ts";
import { listenKeys } from "../menu/listen-keys.ts";
import { plainWriter, quietWriter } from "../progress/plain.ts";
import type { ProgressWriter } from "../progress/writer.ts";
import { saidExit, saidInterrupt } from "../said-exit.ts";
import type { ToggledWatch } from "../watch/toggled-watch.ts";
import { carryOut } from "./carry-out.ts";
import type { ProjectInvocation } from "./create-project.ts";

/** What the end of a container means for the others. */
export type Cascade = "ignore" | "stop" | "fail";

export interface AttachedOptions {
  readonly project: Project;
  readonly invocation: ProjectInvocation;
  readonly view: LogView;
  /** Services whose output is shown. */
  readonly attach: readonly string[];
  /** Services that were asked for; empty: all. */
  readonly services: readonly string[];
  readonly onExit: Cascade;
  /** The service whose exit code is the command's; empty: none. */
  readonly exitCodeFrom: string;
  /** Seconds for containers to stop in. */
  readonly timeout: number | undefined;
  /** Starts what was made. */
  readonly start: Plan;
  /** Watches files where that was asked for, or when a key says so; `undefined`: there is nothing to watch. */
  readonly watch: ToggledWatch | undefined;
  readonly watchesAtOnce: boolean;
  readonly menu: KeyMenu | undefined;
}

const withoutProject = (container: string, { name }: Project): string =>
  container.startsWith(`${name}-`) ? container.slice(name.length + 1) : container;

/** Starts a project and shows what it says, until all of it has ended; gives the exit code. */
export async function runAttached(op: Op, io: Io, client: Client, options: AttachedOptions): Promise<number> {
  return await new AttachedRun(op, io, client, options).run();
}

class AttachedRun {
  readonly #ended = new AbortController();
  readonly #interrupted = new AbortController();
  readonly #op: Op;
  readonly #work: Promise<unknown>[] = [];
  readonly #failures: unknown[] = [];
  readonly #attached = new Set<string>();
  /** Containers whose end will be heard of. */
  readonly #running = new Set<string>();
  #interrupts = 0;
  #exitCode = 0;
  #isStopping = false;
  #stopping: Promise<void> = Promise.resolve();
  #isStopped = false;
  #knowsCode = false;

  constructor(
    readonly op: Op,
    readonly io: Io,
    readonly client: Client,
    readonly options: AttachedOptions,
  ) {
    this.#op = { ...op, signal: AbortSignal.any([op.signal, this.#ended.signal]) };
  }

  async run(): Promise<number> {
    const unlisten = this.io.signals.listen(["SIGINT", "SIGTERM"], () => this.#interrupt());
    const { watch, watchesAtOnce, menu } = this.options;
    const stopKeys = menu === undefined ? () => {} : this.#listenKeys(menu);
    try {
      if (watchesAtOnce) await watch?.start(this.#op);
      if (menu !== undefined) menu.isWatching = watch?.isOn === true;
      await this.#attach();
      menu?.show();
      const monitoring = this.#monitor();
      await this.#start();
      // What came up while all were being stopped goes as well.
      if (this.#isStopping) this.#work.push(this.#stopping.then(() => this.#stop(isRunning)));
      await monitoring;
      this.#ended.abort();
      await Promise.allSettled(this.#work);
    } finally {
      this.#ended.abort();
      await this.#stopWatching(watch);
      stopKeys();
      unlisten();
    }
    if (this.#interrupts > 0) throw saidInterrupt(this.io);
    if (this.#failures.length > 0 && this.#exitCode === 0) throw this.#failures[0];
    return saidExit(this.io, this.#exitCode);
  }

  async #attach(): Promise<void> {
    const { project, attach } = this.options;
    const containers = await observeContainers(this.#op, this.client, project.name, {
      oneOff: "exclude",
      all: true,
      services: attach,
    });
    const shown = containers.filter(({ service }) => attach.includes(service)).sort(byName);
    if (shown.length === 0) return;
    this.io.stdout.write(`Attaching to ${shown.map(shortName).join(", ")}\n`);
    for (const container of shown) {
      this.#attached.add(container.id);
      if (isRunning(container)) this.#running.add(container.id);
      const { ended } = await attachStreams(this.#op, this.client, container.id, this.#sink(shortName(container)));
      this.#work.push(ended);
    }
  }

  /** To its end, also where the user leaves meanwhile; an interrupt ends it. */
  async #start(): Promise<void> {
    const { project, invocation, start } = this.options;
    const hookOutput = (of: HookSource) => {
      const source = "step" in of ? of.step : withoutProject(of.container, project);
      const lines = new LineSplitter((line) => this.options.view.log(`${source} ->`, line));
      return (data: Uint8Array): void => lines.push(data);
    };
    const options = { project, title: "Running", progress: quietWriter, hookOutput };
    try {
      const op = { ...this.op, signal: AbortSignal.any([this.op.signal, this.#interrupted.signal]) };
      await carryOut(op, this.io, this.client, { plan: start, invocation, options });
    } catch (error) {
      if (this.#interrupts === 0) {
        this.#ended.abort();
        throw error;
      }
    }
  }

  #sink(source: string): LineSink {
    const { view } = this.options;
    return { log: (line) => view.log(source, line), error: (line) => view.error(source, line) };
  }

  async #monitor(): Promise<void> {
    const { project, services, attach } = this.options;
    const watched = services.length > 0 ? services : attach;
    try {
      await monitor(this.#op, this.client, {
        project: project.name,
        services: watched,
        heard: (event) => this.#heard(event),
      });
    } catch (error) {
      if (!this.#ended.signal.aborted) throw error;
    }
  }

  #heard(event: MonitorEvent): void {
    const { view, attach } = this.options;
    showChange(view, event);
    if (event.change === "started") this.#running.add(event.id);
    if (event.change === "exited" && !event.isRestarting) {
      this.#running.delete(event.id);
      this.#exited(event);
      this.#leaveStopped();
    }
    if (event.change !== "started" || !attach.includes(event.service)) return;
    if (!this.#attached.has(event.id) || event.isRestarting) this.#work.push(this.#followAgain(event));
  }

  #exited({ service, exitCode }: MonitorEvent): void {
    const { onExit, exitCodeFrom } = this.options;
    if (exitCodeFrom !== "" && service === exitCodeFrom && !this.#knowsCode) {
      this.#exitCode = exitCode;
      this.#knowsCode = true;
    }
    if (onExit === "ignore" || this.#isStopping || (onExit === "fail" && exitCode === 0)) return;
    if (exitCodeFrom === "") this.#exitCode = exitCode;
    this.io.stderr.write(`${paintFailure("Aborting on container exit...", this.options.invocation.settings)}\n`);
    void this.#stopAll();
  }

  /** A container that came after the others, or came again. */
  async #followAgain({ id, source }: MonitorEvent): Promise<void> {
    try {
      const { State, Config } = await containerInspect(this.#op, this.client, id);
      const since = engineTimestamp(State?.StartedAt ?? "", 0);
      await followLog(this.#op, this.client, id, {
        sink: this.#sink(source),
        isTty: Config?.Tty ?? false,
        choice: { follow: true, since },
      });
    } catch (error) {
      if (!this.#ended.signal.aborted && !isStatus(error, 404)) this.#failures.push(error);
    }
  }

  /** After an interrupt nobody wants to read of it. */
  async #stopWatching(watch: ToggledWatch | undefined): Promise<void> {
    if (watch?.isOn !== true) return;
    await watch.stop();
    if (this.#interrupts === 0) this.options.view.log(watchSource, "Watch disabled");
  }

  #listenKeys(menu: KeyMenu): () => void {
    const { watch, view } = this.options;
    const toggle = async (toggled: ToggledWatch): Promise<void> => {
      try {
        await (toggled.isOn ? this.#stopWatching(toggled) : toggled.start(this.#op));
      } catch (error) {
        view.error(watchSource, (error as Error).message);
      }
      menu.isWatching = toggled.isOn;
      menu.show();
    };
    return listenKeys(this.io.stdin, menu, {
      interrupt: () => this.#interrupt(),
      detach: () => this.#ended.abort(),
      toggleWatch: watch === undefined ? undefined : () => void this.#work.push(toggle(watch)),
    });
  }

  #interrupt(): void {
    this.#interrupts += 1;
    if (this.#interrupts === 1) {
      this.io.stdout.write("Gracefully Stopping... press Ctrl+C again to force\n");
      this.#interrupted.abort();
      void this.#stopAll().then(() => {
        this.#isStopped = true;
        this.#leaveStopped();
      });
    } else if (this.#interrupts === 2) this.#killAll();
  }

  #stopAll(): Promise<void> {
    this.#isStopping = true;
    this.#stopping = this.#stop();
    return this.#stopping;
  }

  #stop(isMeant: (container: ObservedContainer) => boolean = () => true): Promise<void> {
    const { project, services, timeout } = this.options;
    const stopped = this.#carryOut(async () => {
      const { containers } = await observeProject(this.op, this.client, project.name);
      return planStopProject(project, containers.filter(isMeant), { services, timeout });
    });
    this.#work.push(stopped);
    return stopped;
  }

  /** What an interrupt kept from starting has no end that could be waited for. */
  #leaveStopped(): void {
    if (this.#isStopped && this.#running.size === 0) this.#ended.abort();
  }

  #killAll(): void {
    const { project, services } = this.options;
    const isChosen = ({ service }: ObservedContainer): boolean => services.length === 0 || services.includes(service);
    this.#work.push(
      this.#carryOut(async () => {
        const { containers } = await observeProject(this.op, this.client, project.name);
        return planKill(containers.filter(isChosen), "");
      }),
    );
  }

  async #carryOut(plan: () => Promise<Plan>): Promise<void> {
    const { project, invocation } = this.options;
    const progress = this.#progress();
    try {
      const options = { project, title: "Stopping", progress };
      await carryOut(this.op, this.io, this.client, { plan: await plan(), invocation, options });
    } catch (error) {
      if (!isStatus(error, 404) && !isStatus(error, 409)) this.#failures.push(error);
    }
  }

  /** Between the lines of the logs. */
  #progress(): ProgressWriter {
    const { view, invocation } = this.options;
    if (invocation.settings.progress !== "auto" || !this.io.stderr.isTerminal)
      return plainWriter(this.io.stderr, false);
    return {
      event: ({ id, detail = "", text }) => view.status("", `${id} ${detail} \x1b[32m${text}\x1b[0m`),
      tail: (text) => view.status("", text),
      stop: () => {},
    };
  }
}
