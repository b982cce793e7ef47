import { capabilities, limits, listFilters, platforms, signals } from "./words.ts";

/** What may stand in a place of a command line: things of the engine or of this machine, or words that are known. */
export type Kind =
  | "container"
  | "listed container"
  | "running container"
  | "paused container"
  | "stopped container"
  | "removable container"
  | "linked container"
  | "image"
  | "network"
  | "volume"
  | "context"
  | "builder"
  | "service"
  | "variable"
  | "log driver"
  | "event filter"
  | "file"
  | "folder"
  | "container or file"
  | "object"
  /** Words, and whether one of them goes on with a value. */
  | { readonly words: readonly string[]; readonly goesOn?: boolean }
  /** Something of the user's own, of which shells know nothing either. */
  | "free"
  /** The same, where shells may offer files. */
  | "unknown";

/** The kinds of a command's arguments, one after the other. */
export interface ArgumentKinds {
  readonly kinds: readonly Kind[];
  /** That of all that follow. */
  readonly rest: Kind;
}

const one = (...kinds: Kind[]): ArgumentKinds => ({ kinds, rest: "free" });
const many = (kind: Kind, ...first: Kind[]): ArgumentKinds => ({ kinds: first, rest: kind });

/**
 * As Docker's client completes them. By path, `docker container` and `docker image` left out where the command is one of
 * `docker` itself, too.
 */
const dockerArguments: Readonly<Record<string, ArgumentKinds>> = {
  attach: many("running container"),
  build: many("folder"),
  "builder build": many("folder"),
  commit: many("listed container"),
  "container inspect": many("container"),
  "context export": many("unknown", "context"),
  "context import": many("unknown"),
  "context inspect": many("context"),
  "context rm": many("context"),
  "context update": one("context"),
  "context use": one("context"),
  cp: many("unknown"),
  create: many("image"),
  diff: many("listed container"),
  exec: many("running container"),
  export: many("container"),
  help: many("unknown"),
  history: one("image"),
  "image inspect": many("image"),
  images: many("unknown"),
  import: many("unknown"),
  kill: many("listed container"),
  logout: many("unknown"),
  logs: many("container"),
  "manifest annotate": many("unknown"),
  "manifest create": many("unknown"),
  "manifest inspect": many("unknown"),
  "manifest push": many("unknown"),
  "manifest rm": many("unknown"),
  "network connect": many("container", "network"),
  "network disconnect": many("free", "network"),
  "network inspect": many("network"),
  "network prune": many("unknown"),
  "network rm": many("network"),
  pause: many("running container"),
  port: many("listed container"),
  pull: one("image"),
  push: one("image"),
  rename: many("container"),
  restart: many("container"),
  rm: many("removable container"),
  rmi: many("image"),
  run: one("image"),
  save: many("image"),
  search: many("unknown"),
  start: many("stopped container"),
  stats: many("listed container"),
  stop: many("listed container"),
  tag: many("image"),
  top: many("listed container"),
  unpause: many("paused container"),
  update: many("container"),
  "volume inspect": many("volume"),
  "volume rm": many("volume"),
  "volume update": many("volume"),
  wait: many("listed container"),
};

/** Where more can be offered than Docker's client offers. */
const moreArguments: Readonly<Record<string, ArgumentKinds>> = {
  "buildx build": one("folder"),
  "buildx inspect": one("builder"),
  "buildx rm": many("builder"),
  "buildx stop": one("builder"),
  "buildx use": one("builder"),
  commit: one("container", "image"),
  cp: one("container or file", "container or file"),
  debug: many("unknown", "running container"),
  diff: one("container"),
  exec: many("unknown", "running container"),
  "image log": one("image"),
  "image rollback": one("image"),
  images: one("image"),
  inspect: many("object"),
  logs: many("container"),
  "network disconnect": one("network", "container"),
  port: one("container"),
  rename: one("container"),
  rm: many("container"),
  run: many("unknown", "image"),
  why: many("container"),
};

/** Commands of Compose that take no names of services. */
const withoutServices = new Set(["alpha", "bridge", "cp", "diff", "down", "ls", "plan", "publish", "version"]);

const sameAsAbove: Readonly<Record<string, string>> = { ls: "images", rm: "rmi", list: "images", remove: "rmi" };

/** How a place is completed: as Docker's client does it, or with all that can be known. */
export interface Manner {
  readonly isFull: boolean;
}

export function argumentKindsOf(path: string, { isFull }: Manner): ArgumentKinds {
  const own = path.replace(/^docker ?/, "");
  const [group = "", name = ""] = own.split(" ");
  if (own === "") return isFull ? one() : many("unknown");
  if (group === "compose") return withoutServices.has(name) ? one() : many("service");
  const above = group === "image" ? (sameAsAbove[name] ?? name) : name;
  const names = group === "container" || group === "image" ? [own, above] : [own];
  const tables = isFull ? [moreArguments, dockerArguments] : [dockerArguments];
  return tables.flatMap((table) => names.map((each) => table[each])).find((found) => found !== undefined) ?? one();
}

const known = (...words: readonly string[]): Kind => ({ words });
const begun = (...words: readonly string[]): Kind => ({ words, goesOn: true });

/** Values of flags wherever they are, by the flags' names. */
const everywhere: Readonly<Record<string, Kind>> = {
  context: "context",
  env: "variable",
  "log-level": known("debug", "info", "warn", "error", "fatal", "panic"),
  platform: { words: platforms },
  restart: known("no", "always", "on-failure", "unless-stopped"),
  signal: { words: signals },
};

/** Values of the flags of `run` and `create`; all others of theirs are the user's own. */
const ofRun: Readonly<Record<string, Kind>> = {
  attach: known("stderr", "stdin", "stdout"),
  "cap-add": { words: capabilities },
  "cap-drop": { words: capabilities },
  cgroupns: known("host", "private"),
  "detach-keys": begun("ctrl-"),
  "env-file": "file",
  ipc: known("container:", "host", "none", "private", "shareable"),
  link: "linked container",
  "log-driver": "log driver",
  network: "network",
  pid: known("container:", "host"),
  pull: known("always", "missing", "never"),
  "security-opt": known("apparmor=", "label=", "no-new-privileges", "seccomp=", "systempaths=unconfined"),
  "stop-signal": { words: signals },
  "storage-opt": begun("size="),
  ulimit: { words: limits, goesOn: true },
  userns: known("host"),
  uts: known("host"),
  "volume-driver": known("local"),
  "volumes-from": "container",
};

const moreFlags: Readonly<Record<string, Kind>> = {
  builder: "builder",
  cidfile: "file",
  "detach-keys": "free",
  "env-file": "file",
  file: "file",
  format: known("json", "table", "{{json .}}"),
  iidfile: "file",
  image: "image",
  "label-file": "file",
  "log-driver": known("json-file", "local", "none"),
  "metadata-file": "file",
  network: "network",
  progress: known("auto", "plain", "quiet", "rawjson", "tty"),
  "project-directory": "folder",
  sort: known("block", "cpu", "id", "mem", "memperc", "name", "net", "pids"),
  type: known("container", "image", "network", "volume"),
  wait: known("healthy", "running"),
};

const isRun = (own: string): boolean => /^(?:container )?(?:run|create)$/.test(own);

/** The kind of a flag's value. */
export function flagKindOf(path: string, name: string, { isFull }: Manner): Kind {
  const own = path.replace(/^docker ?/, "");
  if (name === "filter" && /^(?:system )?events$/.test(own)) return "event filter";
  const more = isFull ? moreKindOf(own, name) : undefined;
  if (more !== undefined) return more;
  if (own === "inspect" && name === "type")
    return known("config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume");
  const usual = everywhere[name] ?? (isRun(own) ? ofRun[name] : undefined);
  return usual ?? (isRun(own) || own === "inspect" || isFull ? "free" : "unknown");
}

function moreKindOf(own: string, name: string): Kind | undefined {
  const list = own.replace(/^(?:container |image )/, "");
  const filters = listFilters[list === "ls" ? (own.startsWith("image") ? "images" : "ps") : list];
  if (name === "filter" && filters !== undefined) return { words: filters };
  return moreFlags[name];
}
