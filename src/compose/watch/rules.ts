import { posix } from "node:path";
import { ComposeError } from "../errors.ts";
import { type NamedService, namedServices } from "../named-service.ts";
import type { Build } from "../shape/build.ts";
import type { WatchTrigger } from "../shape/develop.ts";
import type { Project } from "../shape/project.ts";
import { neverWatched, PathPatterns } from "./path-patterns.ts";

/** A file of this machine and where containers have it. */
export interface Mapping {
  readonly hostPath: string;
  /** Empty where the rule copies nothing. */
  readonly containerPath: string;
}

/** What a change below a path leads to. */
export interface WatchRule {
  readonly service: string;
  readonly trigger: WatchTrigger;
  /** What the rule makes of a path; `undefined`: it does not count. */
  matches(path: string): Mapping | undefined;
}

export interface Watched {
  readonly rules: readonly WatchRule[];
  readonly paths: readonly string[];
  /** Rules whose files are copied before anything changes. */
  readonly initial: readonly WatchRule[];
}

export interface RuleGround {
  ignoredByBuild(build: Build | undefined): PathPatterns | undefined;
  warn(text: string): void;
}

const isSync = ({ action }: WatchTrigger): boolean => action === "sync" || action === "sync+restart";

/** The rules of a project's services. @throws ComposeError where there are none, or one cannot be followed */
export function watchedPaths(project: Project, ground: RuleGround): Watched {
  const rules: WatchRule[] = [];
  const paths: string[] = [];
  const initial: WatchRule[] = [];
  for (const service of namedServices(project)) {
    const triggers = service.develop?.watch ?? [];
    checkRebuilds(service, triggers);
    const ignored = [ground.ignoredByBuild(service.build), ...neverWatched].filter((each) => each !== undefined);
    for (const trigger of triggers) {
      const { path = "" } = trigger;
      const rule = ruleOf(service, trigger, ignored);
      rules.push(rule);
      if (isSync(trigger) && isBindMounted(service, path)) {
        ground.warn(`path '${path}' also declared by a bind mount volume, this path won't be monitored!\n`);
        continue;
      }
      if (trigger.initial_sync === true && isSync(trigger)) initial.push(rule);
      paths.push(path);
    }
  }
  if (paths.length === 0)
    throw new ComposeError(
      "none of the selected services is configured for watch, consider setting a 'develop' section",
    );
  return { rules, paths, initial };
}

/** Whether any service of a project says what is watched for it. */
export const isConfiguredForWatch = (project: Project): boolean =>
  namedServices(project).some(({ develop }) => develop?.watch !== undefined);

function checkRebuilds({ name, build }: NamedService, triggers: readonly WatchTrigger[]): void {
  if (build === undefined && triggers.some(({ action }) => action === "rebuild"))
    throw new ComposeError(`can't watch service ${JSON.stringify(name)} with action rebuild without a build context`);
}

/** Whether a container has a path of this machine already. */
export function isBindMounted({ volumes }: NamedService, path: string): boolean {
  return (volumes ?? []).some(({ bind, source = "" }) => bind !== undefined && isWithin(source, path));
}

const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);

function ruleOf(service: NamedService, trigger: WatchTrigger, ignored: readonly PathPatterns[]): WatchRule {
  const { path: root = "", target = "", include = [], ignore = [] } = trigger;
  const included = include.length === 0 ? undefined : new PathPatterns(root, include);
  const left = [...ignored, new PathPatterns(root, ignore)];
  return {
    service: service.name,
    trigger,
    matches(path) {
      if (!isWithin(root, path) || included?.matches(path) === false) return undefined;
      if (left.some((patterns) => patterns.matches(path))) return undefined;
      const containerPath = target === "" ? "" : posix.join(target, posix.relative(root, path));
      return { hostPath: path, containerPath };
    },
  };
}
