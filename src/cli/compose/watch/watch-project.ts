import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { imageInspectText } from "#client/image-inspect.ts";
import { environment } from "#compose/convert/container-spec.ts";
import { ComposeError } from "#compose/errors.ts";
import { findService } from "#compose/named-service.ts";
import { observeContainers } from "#compose/observe/observe-project.ts";
import { withSelected } from "#compose/project/select.ts";
import type { Project } from "#compose/shape/project.ts";
import { type BatchActions, batchActions } from "#compose/watch/batch.ts";
import { FileWatcher } from "#compose/watch/file-watcher.ts";
import { ignoredByBuild } from "#compose/watch/ignore-file.ts";
import { initialFiles } from "#compose/watch/initial-files.ts";
import { type Mapping, type Watched, type WatchRule, watchedPaths } from "#compose/watch/rules.ts";
import { syncFiles } from "#compose/watch/sync-files.ts";
import { packAll } from "../../copy/pack.ts";
import { sending } from "../../copy/sending.ts";
import type { Io } from "../../io/io.ts";
import { execInContainer } from "../../streams/exec-session.ts";
import type { ProjectInvocation } from "../lifecycle/create-project.ts";
import { restartServices } from "../lifecycle/restart-services.ts";
import { type LogView, watchSource } from "../logs/log-view.ts";
import { rebuildServices } from "./rebuild-services.ts";

export interface WatchOptions {
  readonly project: Project;
  /** Empty: all. */
  readonly services: readonly string[];
  readonly invocation: ProjectInvocation;
  readonly view: LogView;
  /** Images that lost their names to new ones are removed. */
  readonly prunes: boolean;
  readonly isQuietBuild: boolean;
}

/** A project that is watched. */
export interface Watching {
  /** Resolves when the op that it was begun with ends. */
  readonly ended: Promise<void>;
}

/** Begins to watch the files of a project and to bring what changes into its containers. @throws ComposeError */
export async function watchProject(op: Op, io: Io, client: Client, options: WatchOptions): Promise<Watching> {
  const project = withSelected(options.project, options.services);
  const watched = watchedPaths(project, { ignoredByBuild, warn: options.invocation.projects.warn });
  const watcher = new ProjectWatcher(op, io, client, { ...options, project });
  await watcher.copyInitial(watched);
  const files = new FileWatcher(watched.paths);
  options.view.log(watchSource, "Watch enabled");
  return { ended: watcher.follow(files, watched.rules) };
}

class ProjectWatcher {
  constructor(
    readonly op: Op,
    readonly io: Io,
    readonly client: Client,
    readonly options: WatchOptions,
  ) {}

  async copyInitial({ initial }: Watched): Promise<void> {
    const { project } = this.options;
    for (const rule of initial) {
      const service = findService(project, rule.service)!;
      const files = initialFiles(rule, service, await this.#imageTime(rule.service));
      await this.#sync(rule.service, files);
    }
  }

  /** Until the op ends. */
  async follow(files: FileWatcher, rules: readonly WatchRule[]): Promise<void> {
    const { invocation } = this.options;
    try {
      for (;;) {
        const paths = await files.next(this.op.signal);
        if (paths === undefined) break;
        try {
          await this.#act(batchActions(rules, paths));
        } catch (error) {
          if (this.op.signal.aborted) break;
          invocation.projects.warn(`Error handling changed files: ${(error as Error).message}`);
        }
      }
    } finally {
      files[Symbol.dispose]();
    }
  }

  async #act({ rebuild, sync, restart, exec }: BatchActions): Promise<void> {
    const { view, project } = this.options;
    if (rebuild.length > 0)
      await rebuildServices(this.op, this.io, this.client, { ...this.options, services: rebuild });
    for (const [service, mappings] of sync) {
      view.log(
        watchSource,
        `Syncing service ${JSON.stringify(service)} after ${mappings.length} changes were detected`,
      );
      await this.#sync(service, mappings);
    }
    if (restart.length > 0) {
      const { invocation } = this.options;
      await restartServices(this.op, this.io, this.client, { project, services: restart, invocation, isQuiet: true });
      view.log(watchSource, `service(s) [${restart.map((name) => JSON.stringify(name)).join(" ")}] restarted`);
    }
    await Promise.all(exec.map((rule) => this.#exec(rule)));
  }

  async #sync(service: string, mappings: readonly Mapping[]): Promise<void> {
    const containers = await this.#containers(service, { all: true });
    await syncFiles(this.op, this.client, {
      containers,
      mappings,
      output: (data) => this.io.stderr.write(data),
      send: (op, files, send) =>
        sending(
          op,
          packAll(
            files.map(({ hostPath, containerPath }) => ({ path: hostPath, name: containerPath.replace(/^\/+/, "") })),
          ),
          send,
        ),
    });
  }

  async #exec({ service, trigger }: WatchRule): Promise<void> {
    const hook = trigger.exec ?? {};
    const containers = await this.#containers(service, { all: false });
    const runs = containers.map(async (container) => {
      const code = await execInContainer(this.op, this.io, this.client, {
        container,
        command: hook.command ?? [],
        env: environment(hook.environment ?? new Map()),
        user: hook.user ?? "",
        workdir: hook.working_dir ?? "",
        privileged: hook.privileged ?? false,
        detach: false,
        terminal: false,
        interactive: false,
        detachKeys: "",
      });
      if (code !== 0) throw new ComposeError(`exit status ${code}`);
    });
    await Promise.all(runs);
  }

  async #containers(service: string, { all }: { readonly all: boolean }): Promise<string[]> {
    const choice = { oneOff: "exclude", all, services: [service] } as const;
    const containers = await observeContainers(this.op, this.client, this.options.project.name, choice);
    return containers.map(({ id }) => id);
  }

  /** When a service's image was made, in milliseconds since 1970. */
  async #imageTime(service: string): Promise<number> {
    const choice = { oneOff: "include", all: true, services: [service] } as const;
    const [first] = await observeContainers(this.op, this.client, this.options.project.name, choice);
    if (first === undefined) throw new ComposeError("could not get created time for service's image");
    const text = await imageInspectText(this.op, this.client, first.summary.ImageID);
    return Date.parse((JSON.parse(text) as { readonly Created?: string }).Created ?? "");
  }
}
