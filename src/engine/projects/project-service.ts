import type { ProjectVersionAdded, ProjectVersionRequest, ProjectVersion as ShownVersion } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import { Mutex } from "#base/mutex.ts";
import type { Op } from "#base/op.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import { isForgotten, type ProjectVersion, type VersionLog, withVersion } from "#core/project/version-log.ts";
import type { RecordStore } from "#core/store/contract.ts";

const kind = "project-versions";
const longestModel = 4 << 20;

interface VersionsRecord {
  readonly versions: VersionLog;
}

export interface ProjectServiceOptions {
  readonly store: RecordStore;
  /** Whether the engine has containers of a project. */
  readonly isThere: (project: string) => boolean;
}

/** What Compose projects were brought up as. */
export class ProjectService {
  readonly #options: ProjectServiceOptions;
  readonly #logs: Map<string, VersionLog>;
  readonly #changing = new Mutex();

  private constructor(options: ProjectServiceOptions, logs: Map<string, VersionLog>) {
    this.#options = options;
    this.#logs = logs;
  }

  static async open(op: Op, options: ProjectServiceOptions): Promise<ProjectService> {
    const records = await options.store.list<VersionsRecord>(op, kind);
    return new ProjectService(options, new Map(records.map(({ key, value }) => [key, value.versions])));
  }

  /** Newest first, numbered from 0. @throws not-found where nothing is known of the project */
  versions(project: string): ShownVersion[] {
    const log = this.#logs.get(project);
    if (log === undefined) throw new EngineError("not-found", `no version of project ${project} is known`);
    return log.toReversed().map(({ time, model, services, images, workingDir, configFiles }, index) => ({
      N: index,
      Time: time,
      Model: model,
      Services: [...services],
      Images: images,
      WorkingDir: workingDir,
      ConfigFiles: [...configFiles],
    }));
  }

  /** Remembers what a project is brought up as, and forgets projects that are long gone. @throws invalid-argument */
  async add(op: Op, project: string, request: ProjectVersionRequest): Promise<ProjectVersionAdded> {
    const { Model: model, Images, WorkingDir: workingDir, ConfigFiles } = request;
    if (!/^[a-z0-9][a-z0-9_-]*$/.test(project))
      throw new EngineError("invalid-argument", `invalid project name ${JSON.stringify(project)}`);
    if (model === "" || model.length > longestModel)
      throw new EngineError("invalid-argument", `the model of project ${project} is empty or longer than 4 MiB`);
    const version: ProjectVersion = {
      time: nowRfc3339Nano(),
      model,
      services: request.Services ?? [],
      images: Images ?? {},
      workingDir,
      configFiles: ConfigFiles ?? [],
    };
    return await this.#changing.run(op, async () => {
      const versions = withVersion(this.#logs.get(project) ?? [], version);
      const gone = this.#forgotten(project);
      const value: VersionsRecord = { versions };
      const deletions = gone.map((key) => ({ delete: kind, key }) as const);
      await this.#options.store.commit(op, [{ put: kind, key: project, value }, ...deletions], "full");
      this.#logs.set(project, versions);
      for (const name of gone) this.#logs.delete(name);
      return { Kept: versions.length };
    });
  }

  #forgotten(except: string): string[] {
    const nowMs = Date.now();
    return [...this.#logs]
      .filter(([name, log]) => name !== except && isForgotten(log, { isThere: this.#options.isThere(name), nowMs }))
      .map(([name]) => name);
  }
}
