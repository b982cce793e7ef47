import { resolve } from "node:path";
import { parseInteger } from "#base/strconv.ts";
import { readEnvironmentFiles } from "#compose/file/environment-files.ts";
import { hostFiles } from "#compose/file/file-access.ts";
import type { ProjectSource } from "#compose/project/open.ts";
import { usualEnvironmentFile, workingFolder } from "#compose/project/working-folder.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { variablesOf } from "../io/variables.ts";
import type { ComposeFlagValues } from "./global-flags.ts";
import { isTrue } from "./is-true.ts";

export type ProgressMode = "auto" | "tty" | "plain" | "json" | "quiet";
export type AnsiMode = "auto" | "always" | "never";

/** What the flags before the command and the environment say, for all commands. */
export interface ComposeSettings {
  readonly source: ProjectSource;
  /** The process's variables, and those of the `.env` file that begin with `COMPOSE_`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ansi: AnsiMode;
  readonly progress: ProgressMode;
  /** How many things are done at once; none: no limit. */
  readonly parallel: number | undefined;
  readonly isDryRun: boolean;
  /** What stands between the parts of a container's name. */
  readonly separator: "-" | "_";
  readonly isCompatible: boolean;
  readonly keepsUnused: boolean;
  /** Registries that need neither a certificate nor TLS for artifacts of Compose. */
  readonly insecureRegistries: readonly string[];
}

export interface GivenFlags {
  readonly values: ComposeFlagValues;
  changed(name: keyof ComposeFlagValues): boolean;
}

/** @throws ExitError in the words of Compose */
export function readSettings(io: Io, { values, changed }: GivenFlags, currentFolder: string): ComposeSettings {
  const given = sourceOf(values, io.env);
  const env = { ...composeVariables(given, io.env, currentFolder), ...io.env };
  const ansi = ansiMode(io, { values, changed }, env);
  const progress = progressMode(values.progress || (io.env["COMPOSE_PROGRESS"] ?? ""), ansi);
  const directory = projectDirectory(io, values);
  const isCompatible = values.compatibility || isTrue(env["COMPOSE_COMPATIBILITY"]);
  return {
    source: { ...given, directory, envFiles: given.envFiles.map((path) => resolve(currentFolder, path)) },
    env,
    ansi,
    progress,
    parallel: parallelLimit({ values, changed }, env["COMPOSE_PARALLEL_LIMIT"]),
    isDryRun: values["dry-run"],
    separator: isCompatible ? "_" : "-",
    isCompatible: values.compatibility,
    keepsUnused: values["all-resources"],
    insecureRegistries: values["insecure-registry"],
  };
}

function sourceOf(values: ComposeFlagValues, env: Io["env"]): ProjectSource {
  const fromVariable = (env["COMPOSE_ENV_FILES"] ?? "").split(",").filter((path) => path !== "");
  return {
    files: values.file,
    name: values["project-name"],
    directory: values["project-directory"],
    profiles: values.profile,
    envFiles: values["env-file"].length > 0 ? values["env-file"] : fromVariable,
  };
}

/** Variables for Compose itself in the `.env` file; one that cannot be read has none. */
function composeVariables(source: ProjectSource, env: Io["env"], currentFolder: string): Record<string, string> {
  try {
    const folder = workingFolder(source, { currentFolder, remotes: [] });
    const files = source.envFiles.length > 0 ? source.envFiles : usualEnvironmentFile(folder, env);
    const around = variablesOf(env);
    const found = readEnvironmentFiles(
      files.map((path) => resolve(currentFolder, path)),
      around,
      hostFiles,
    );
    return Object.fromEntries([...found].filter(([name]) => name.startsWith("COMPOSE_")));
  } catch {
    return {};
  }
}

function ansiMode(io: Io, { values, changed }: GivenFlags, env: ComposeSettings["env"]): AnsiMode {
  let mode = values.ansi;
  if (values["no-ansi"]) {
    if (mode !== "auto")
      throw new ExitError(1, 'cannot specify DEPRECATED "--no-ansi" and "--ansi". Please use only "--ansi"');
    mode = "never";
    io.stderr.write("option '--no-ansi' is DEPRECATED ! Please use '--ansi' instead.\n");
  }
  if (env["COMPOSE_ANSI"] !== undefined && !changed("ansi")) mode = env["COMPOSE_ANSI"];
  return mode === "never" || mode === "always" ? mode : "auto";
}

function progressMode(mode: string, ansi: AnsiMode): ProgressMode {
  switch (mode) {
    case "":
    case "auto":
      return ansi === "never" ? "plain" : ansi === "always" ? "tty" : "auto";
    case "tty":
      if (ansi === "never") throw new ExitError(1, "can't use --progress tty while ANSI support is disabled");
      return "tty";
    case "plain":
      if (ansi === "always") throw new ExitError(1, "can't use --progress plain while ANSI support is forced");
      return "plain";
    case "quiet":
    case "none":
      return "quiet";
    case "json":
      return "json";
    default:
      throw new ExitError(1, `unsupported --progress value ${JSON.stringify(mode)}`);
  }
}

function projectDirectory(io: Io, values: ComposeFlagValues): string {
  if (values.workdir === "") return values["project-directory"];
  if (values["project-directory"] !== "")
    throw new ExitError(
      1,
      'cannot specify DEPRECATED "--workdir" and "--project-directory". Please use only "--project-directory" instead',
    );
  io.stderr.write(
    "\x1b[31moption '--workdir' is DEPRECATED at root level! Please use '--project-directory' instead.\n\x1b[0m",
  );
  return values.workdir;
}

function parallelLimit({ values, changed }: GivenFlags, variable: string | undefined): number | undefined {
  let limit = values.parallel;
  if (variable !== undefined && !changed("parallel")) {
    try {
      limit = parseInteger(variable);
    } catch {
      throw new ExitError(1, `COMPOSE_PARALLEL_LIMIT must be an integer (found: ${JSON.stringify(variable)})`);
    }
  }
  return limit > 0 ? limit : undefined;
}
