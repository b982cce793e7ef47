/** What may stand in a place of a command line: things of the engine or of this machine, or words that are known. */
export type Kind =
  | "container"
  | "running container"
  | "paused container"
  | "stopped container"
  | "image"
  | "network"
  | "volume"
  | "context"
  | "builder"
  | "service"
  | "file"
  | "folder"
  | "container or file"
  | "object"
  | { readonly words: readonly string[] }
  /** Something of the user's own. */
  | "free";

/** The kinds of a command's arguments; the last is that of all that follow where `repeats` says so. */
export interface ArgumentKinds {
  readonly kinds: readonly Kind[];
  readonly repeats: boolean;
}

const one = (...kinds: Kind[]): ArgumentKinds => ({ kinds, repeats: false });
const many = (...kinds: Kind[]): ArgumentKinds => ({ kinds, repeats: true });

/** By path, `docker container` and `docker image` left out where the command is one of `docker` itself, too. */
const argumentKinds: Readonly<Record<string, ArgumentKinds>> = {
  attach: one("running container"),
  build: one("folder"),
  "builder build": one("folder"),
  "buildx build": one("folder"),
  "buildx inspect": one("builder"),
  "buildx rm": many("builder"),
  "buildx stop": one("builder"),
  "buildx use": one("builder"),
  commit: one("container", "image"),
  "container inspect": many("container"),
  "context export": one("context", "file"),
  "context import": one("free", "file"),
  "context inspect": many("context"),
  "context rm": many("context"),
  "context update": one("context"),
  "context use": one("context"),
  cp: one("container or file", "container or file"),
  create: many("image", "file"),
  debug: many("running container", "file"),
  diff: one("container"),
  exec: many("running container", "file"),
  export: one("container"),
  history: one("image"),
  "image inspect": many("image"),
  "image log": one("image"),
  "image rollback": one("image"),
  images: one("image"),
  import: one("file", "image"),
  inspect: many("object"),
  kill: many("running container"),
  logs: many("container"),
  "network connect": one("network", "container"),
  "network disconnect": one("network", "container"),
  "network inspect": many("network"),
  "network rm": many("network"),
  pause: many("running container"),
  port: one("container"),
  pull: one("image"),
  push: one("image"),
  rename: one("container"),
  restart: many("container"),
  rm: many("container"),
  rmi: many("image"),
  run: many("image", "file"),
  save: many("image"),
  start: many("stopped container"),
  stats: many("running container"),
  stop: many("running container"),
  tag: one("image", "image"),
  top: one("running container"),
  unpause: many("paused container"),
  update: many("container"),
  "volume inspect": many("volume"),
  "volume rm": many("volume"),
  wait: many("running container"),
  why: one("container"),
};

/** Commands of Compose that take no names of services. */
const withoutServices = new Set(["alpha", "bridge", "cp", "diff", "down", "ls", "plan", "publish", "version"]);

const sameAsAbove: Readonly<Record<string, string>> = { ls: "images", rm: "rmi", list: "images", remove: "rmi" };

export function argumentKindsOf(path: string): ArgumentKinds {
  const own = path.replace(/^docker /, "");
  const [group = "", name = ""] = own.split(" ");
  if (group === "compose") return withoutServices.has(name) ? one() : many("service");
  const known = argumentKinds[own];
  if (known !== undefined) return known;
  const above = group === "image" ? (sameAsAbove[name] ?? name) : name;
  return ((group === "container" || group === "image") && argumentKinds[above]) || one();
}

const signals = ["HUP", "INT", "KILL", "QUIT", "STOP", "TERM", "USR1", "USR2"].map((name) => `SIG${name}`);

/** The kinds of flags' values by the flags' names, which mean the same wherever they are. */
const flagKinds: Readonly<Record<string, Kind>> = {
  builder: "builder",
  cidfile: "file",
  context: "context",
  "detach-keys": "free",
  "env-file": "file",
  file: "file",
  iidfile: "file",
  "label-file": "file",
  "log-driver": { words: ["json-file", "local", "none"] },
  "log-level": { words: ["debug", "info", "warn", "error", "fatal", "panic"] },
  "metadata-file": "file",
  network: "network",
  platform: {
    words: [
      "linux/amd64",
      "linux/arm64",
      "linux/arm/v7",
      "linux/arm/v6",
      "linux/386",
      "linux/ppc64le",
      "linux/riscv64",
      "linux/s390x",
    ],
  },
  progress: { words: ["auto", "plain", "quiet", "rawjson", "tty"] },
  "project-directory": "folder",
  pull: { words: ["always", "missing", "never"] },
  restart: { words: ["no", "always", "on-failure", "unless-stopped"] },
  signal: { words: signals },
  "stop-signal": { words: signals },
  type: { words: ["container", "image", "network", "volume"] },
  "volumes-from": "container",
  userns: { words: ["host"] },
  uts: { words: ["host"] },
};

const statuses = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

/** What lists can be told to show, with the values that are known. */
const filterWords: Readonly<Record<string, readonly string[]>> = {
  events: ["container=", "daemon=", "event=", "image=", "label=", "network=", "scope=", "type=", "volume="],
  images: ["before=", "dangling=true", "dangling=false", "label=", "reference=", "since=", "until="],
  "network ls": [
    "dangling=true",
    "dangling=false",
    "driver=",
    "id=",
    "label=",
    "name=",
    "scope=local",
    "type=builtin",
    "type=custom",
  ],
  ps: [
    ...["ancestor=", "before=", "exited=", "expose=", "health=healthy", "health=none", "health=starting"],
    ...["health=unhealthy", "id=", "is-task=", "label=", "name=", "network=", "publish=", "since=", "volume="],
    ...statuses.map((status) => `status=${status}`),
  ],
  "volume ls": ["dangling=true", "dangling=false", "driver=", "label=", "name="],
};

export function flagKindOf(path: string, name: string): Kind {
  const own = path.replace(/^docker (?:container |image )?/, "");
  if (name === "filter")
    return { words: filterWords[own === "ls" ? (path.includes("image") ? "images" : "ps") : own] ?? [] };
  if (name === "format") return { words: ["json", "table", "{{json .}}"] };
  return flagKinds[name] ?? "free";
}
