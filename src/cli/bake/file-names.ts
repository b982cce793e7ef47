import { isRemote } from "./check.ts";

const localMark = "cwd://";

/** What bake's command line and environment say of where definitions are. */
export interface DefinitionPlaces {
  /** A git repository or a file on a server; undefined: they are all here. */
  readonly url: string | undefined;
  /** `BAKE_CMD_CONTEXT`. */
  readonly commandContext: string;
  /** Names of what is to be built. */
  readonly targets: readonly string[];
  /** Files there; empty: those that are looked for. */
  readonly remote: readonly string[];
  /** Files here, `-` for the standard input; undefined: those that are looked for. */
  readonly local: readonly string[] | undefined;
}

/** @param files `--file`, else what the environment names */
export function definitionPlaces(args: readonly string[], files: readonly string[]): DefinitionPlaces {
  const [first = "", second = ""] = args;
  const url = isRemote(first) ? first : undefined;
  const hasContext = url !== undefined && isRemote(second);
  const local = files.filter((name) => name.startsWith(localMark)).map((name) => name.slice(localMark.length));
  const remote = files.filter((name) => !name.startsWith(localMark));
  const all = files.map((name) => (name.startsWith(localMark) ? name.slice(localMark.length) : name));
  return {
    url,
    commandContext: hasContext ? second : localMark,
    targets: args.slice(url === undefined ? 0 : hasContext ? 2 : 1),
    remote: url === undefined ? [] : remote,
    local: url === undefined ? (all.length === 0 ? undefined : all) : local,
  };
}

/** `BUILDX_BAKE_FILE`, a list with `BUILDX_BAKE_PATH_SEPARATOR` between. @throws Error for one that is not there */
export function filesOfEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  isThere: (path: string) => boolean,
): string[] {
  const separator = env["BUILDX_BAKE_PATH_SEPARATOR"] || ":";
  const names = (env["BUILDX_BAKE_FILE"] ?? "").split(separator).map((name) => name.trim());
  const given = names.filter((name) => name !== "");
  for (const name of given) {
    const path = name.startsWith(localMark) ? name.slice(localMark.length) : name;
    if (path !== "-" && !isThere(path)) throw new Error(`stat ${path}: no such file or directory`);
  }
  return given;
}
