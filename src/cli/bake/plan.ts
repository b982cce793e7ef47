import { standardFunctions } from "#formats/hcl/functions/standard.ts";
import { type CallMethod, parseCall } from "./call.ts";
import { type CheckSurroundings, checkedTarget } from "./check.ts";
import { readConfig } from "./config.ts";
import { type Entitlements, parseEntitlements } from "./entitlements.ts";
import { canonicalAttest } from "./entries.ts";
import { BakeError, type SourceFile } from "./errors.ts";
import type { Variable } from "./hcl-config.ts";
import { isOn } from "./is-on.ts";
import { readOverrides } from "./overrides.ts";
import { ofRepository, shownContext } from "./remote-input.ts";
import { type Selection, select } from "./select.ts";
import type { BakeConfig, BakeTarget } from "./target.ts";

/** What bake's command line says. */
export interface BakeOptions {
  /** Names of targets and groups, and patterns of such; `default` where there are none. */
  readonly targets: readonly string[];
  readonly overrides: readonly string[];
  readonly allow: readonly string[];
  readonly isPushed?: boolean;
  readonly isLoaded?: boolean;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly sbom?: string;
  readonly provenance?: string;
  readonly call?: string;
  /** The repository in which the definitions stand. */
  readonly repository?: string;
}

/** What a plan is made from besides the files. */
export interface BakeSurroundings extends CheckSurroundings {
  /** The contents of `.env` in the working directory, if there is one. */
  readonly environmentFile?: string | undefined;
  /** Values of variables, which count before those of the environment. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Such as `linux/amd64`. */
  readonly localPlatform: string;
  /** `BAKE_CMD_CONTEXT`. */
  readonly commandContext: string;
  readonly home: string;
  now(): Date;
  random(length: number): Uint8Array;
  /** The contents of a file; `undefined` where there is none. */
  readText(path: string): string | undefined;
}

export interface BakePlan {
  readonly selection: Selection;
  /** The targets to build, by name, each after those that it has as contexts. */
  readonly targets: readonly BakeTarget[];
  readonly allowed: Entitlements;
  readonly warnings: readonly string[];
  /** What is asked instead of a build. */
  readonly call: CallMethod | undefined;
}

export interface Definition extends BakeConfig {
  readonly variables: readonly Variable[];
}

/** What stands for standard input where files are named. */
const standardInput = "-";

const blindness = "BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP";

/** All that files define, for `--list`. @throws HclError, BakeError; EngineError beyond limits */
export function readDefinition(
  files: readonly SourceFile[],
  surroundings: BakeSurroundings,
  warn: (message: string) => void,
): Definition {
  const { environment, variables = new Map<string, string>() } = surroundings;
  const isBlind = isOn(blindness, environment.get(blindness) || "false");
  const given = files.filter(({ name, text }) => text !== "" || name === standardInput);
  if (given.length === 0) throw new BakeError("couldn't find a bake definition");
  return readConfig(given, {
    ...surroundings,
    warn,
    readText: (path) => surroundings.readText(path),
    functions: standardFunctions(surroundings),
    builtins: new Map([
      ["BAKE_CMD_CONTEXT", surroundings.commandContext],
      ["BAKE_LOCAL_PLATFORM", surroundings.localPlatform],
    ]),
    lookUp: (name) => variables.get(name) ?? (isBlind ? undefined : environment.get(name)),
  });
}

/** What is to be built of the files. @throws as `readDefinition` */
export function planBake(files: readonly SourceFile[], options: BakeOptions, surroundings: BakeSurroundings): BakePlan {
  const call = options.call === undefined ? undefined : parseCall(options.call);
  const allowed = parseEntitlements(options.allow);
  const warnings = new Set<string>();
  const config = readDefinition(files, surroundings, (warning) => warnings.add(warning));
  for (const name of surroundings.variables?.keys() ?? [])
    if (!config.variables.some((variable) => variable.name === name))
      warnings.add(`no variable ${JSON.stringify(name)} is defined`);
  const overrides = readOverrides(config, [...options.overrides, ...flagOverrides(options, call?.name)], (name) =>
    surroundings.environment.get(name),
  );
  const wanted = options.targets.length === 0 ? ["default"] : options.targets;
  const selected = select(config, wanted, overrides, allowed);
  const epoch = surroundings.environment.get("SOURCE_DATE_EPOCH") ?? "";
  const { repository } = options;
  const checked = (place: (target: BakeTarget) => BakeTarget): Map<string, BakeTarget> =>
    new Map(
      [...selected.targets].map(([name, target]) => [
        name,
        checkedTarget(withEpoch(place(target), epoch), surroundings),
      ]),
    );
  const targets = checked((target) =>
    repository === undefined ? target : ofRepository(target, repository, surroundings),
  );
  // What is below a repository's top is shown as it was written.
  const shown =
    repository === undefined
      ? targets
      : checked((target) => ({ ...target, context: shownContext(target, repository) }));
  const selection = { ...selected, targets: shown };
  return { selection, targets: inOrder(targets), allowed, warnings: [...warnings], call };
}

/** Flags that are short for settings of all targets. */
function flagOverrides(options: BakeOptions, call: string | undefined): string[] {
  const attest = (type: string, text: string | undefined): string[] =>
    text === undefined || text === "" ? [] : [`*.attest=${canonicalAttest(type, text)}`];
  return [
    ...(options.isPushed === true ? ["*.push=true"] : []),
    ...(options.isLoaded === true ? ["*.load=true"] : []),
    ...(call === undefined ? [] : [`*.call=${call}`]),
    ...(options.noCache === undefined ? [] : [`*.no-cache=${options.noCache}`]),
    ...(options.pull === undefined ? [] : [`*.pull=${options.pull}`]),
    ...attest("sbom", options.sbom),
    ...attest("provenance", options.provenance),
  ];
}

function withEpoch(target: BakeTarget, epoch: string): BakeTarget {
  if (epoch === "" || target.args?.has("SOURCE_DATE_EPOCH")) return target;
  return { ...target, args: new Map([...(target.args ?? []), ["SOURCE_DATE_EPOCH", epoch]]) };
}

/** By name, but each after the targets that are its contexts. */
function inOrder(targets: ReadonlyMap<string, BakeTarget>): BakeTarget[] {
  const ordered = new Map<string, BakeTarget>();
  const add = (name: string): void => {
    const target = targets.get(name);
    if (target === undefined || ordered.has(name)) return;
    for (const context of target.contexts?.values() ?? [])
      if (context.startsWith("target:")) add(context.slice("target:".length));
    ordered.set(name, target);
  };
  for (const name of [...targets.keys()].sort()) add(name);
  return [...ordered.values()];
}
