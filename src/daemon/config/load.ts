import { messageOf, notSupported } from "#base/errors.ts";
import type { FlagTable } from "#cli/flags/flag.ts";
import { FlagError, type ParsedFlags, parseFlags } from "#cli/flags/parse.ts";
import { type ConfigValues, type DaemonConfig, daemonConfig } from "./daemon-config.ts";
import type { Environment } from "./environment.ts";
import { readConfigFile } from "./file.ts";
import { fileOnly, flagOnly, keyOf, options, refusedKeys } from "./options.ts";
import { checkMinApiVersion, refuseUnsupportedValues, validateValues } from "./validate.ts";

/** What a command line of the daemon asks for. */
export type DaemonCommand =
  | { readonly action: "help" | "version" | "validated" }
  | { readonly action: "run"; readonly config: DaemonConfig; readonly warnings: readonly string[] };

/** The command line is wrong: the usage is worth showing. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The daemon's flags, for the parser and for help. */
export const daemonFlags: FlagTable = Object.fromEntries(
  Object.entries(options).flatMap(([name, { flag }]) => (fileOnly.has(name) ? [] : [[name, flag]])),
);

/**
 * Reads the daemon's flags and its configuration file.
 * @throws UsageError; Error in Docker's words; not-implemented naming an option that does not act
 */
export function loadConfig(argv: readonly string[], environment: Environment = {}): DaemonCommand {
  const flags = parse(argv);
  if (flags.help) return { action: "help" };
  if (flags.args.length > 0) throw new UsageError("");
  if (flags.values["version"] === true) return { action: "version" };
  checkEnvironment(environment);
  const path = flags.values["config-file"] as string;
  const file = readFile(path, flags);
  const value: ConfigValues = (key) => mergedValue(key, flags, file);
  validate(value, file === undefined ? undefined : path);
  const warnings = [...flags.warnings, ...refuseOrWarn(flags, file)];
  refuseUnsupportedValues(value);
  if (flags.values["validate"] === true) return { action: "validated" };
  const given = { byFlag: flags.changed, inFile: (key: string) => file?.has(key) === true, environment };
  return { action: "run", config: daemonConfig(value, given), warnings };
}

/** A configuration file that was read again. */
export interface LoadedFile {
  inFile(key: string): boolean;
  /** What it says together with the command line. */
  readonly config: DaemonConfig;
}

/**
 * Reads the configuration file again, for a daemon that was started with `argv`. A file that is not there and was not
 * asked for says nothing.
 * @throws Error in Docker's words; not-implemented naming an option that does not act
 */
export function reloadFile(argv: readonly string[], environment: Environment): LoadedFile {
  const flags = parse(argv);
  const file = readFile(flags.values["config-file"] as string, flags);
  const value: ConfigValues = (key) => mergedValue(key, flags, file);
  try {
    validateValues(value);
  } catch (error) {
    throw new Error(`file configuration validation failed: ${messageOf(error)}`);
  }
  refuseOrWarn(flags, file);
  refuseUnsupportedValues(value);
  const inFile = (key: string): boolean => file?.has(key) === true;
  return { inFile, config: daemonConfig(value, { byFlag: flags.changed, inFile, environment }) };
}

function parse(argv: readonly string[]): ParsedFlags {
  try {
    return parseFlags(daemonFlags, argv);
  } catch (error) {
    if (error instanceof FlagError) throw new UsageError(error.message);
    throw error;
  }
}

function checkEnvironment(environment: Environment): void {
  try {
    checkMinApiVersion(environment["DOCKER_MIN_API_VERSION"] ?? "");
  } catch (error) {
    throw new Error(`invalid DOCKER_MIN_API_VERSION: ${messageOf(error)}`);
  }
}

const flagOf = new Map(Object.keys(options).map((name) => [keyOf(name), name]));

function mergedValue(key: string, flags: ParsedFlags, file: ReadonlyMap<string, unknown> | undefined): unknown {
  const name = flagOf.get(key) ?? key;
  const given = fileOnly.has(name) ? options[name]?.flag.cell().get() : flags.values[name];
  if (file?.has(key) !== true) return given;
  const fromFile = file.get(key);
  return key === "runtimes" ? { ...(fromFile as object), ...(given as object) } : fromFile;
}

function validate(value: ConfigValues, path: string | undefined): void {
  try {
    validateValues(value);
  } catch (error) {
    if (path === undefined) throw error;
    const what = "merged configuration validation from file and command line flags failed";
    throw fileFailure(path, new Error(`${what}: ${messageOf(error)}`));
  }
}

function readFile(path: string, flags: ParsedFlags): ReadonlyMap<string, unknown> | undefined {
  try {
    return readConfigFile(path, flags);
  } catch (error) {
    throw fileFailure(path, error);
  }
}

function fileFailure(path: string, error: unknown): Error {
  return new Error(`unable to configure the Docker daemon with file ${path}: ${messageOf(error)}`);
}

/** Options that do not act are refused, unless they ask for what is so anyway. */
function refuseOrWarn(flags: ParsedFlags, file: ReadonlyMap<string, unknown> | undefined): string[] {
  const warnings: string[] = [];
  for (const key of refusedKeys) if (file?.has(key) === true) throw notSupported(key);
  for (const [name, { support, flag }] of Object.entries(options)) {
    if (support === "acts" || flagOnly.has(name)) continue;
    const inFile = file?.has(keyOf(name)) === true;
    const value = inFile ? file.get(keyOf(name)) : flags.values[name];
    if (JSON.stringify(value) === JSON.stringify(flag.cell().get())) continue;
    const shown = inFile ? keyOf(name) : `--${name}`;
    if (support === "default-only") throw notSupported(shown);
    warnings.push(`${shown} is ignored: Gantry runs containers without containerd`);
  }
  return warnings;
}
