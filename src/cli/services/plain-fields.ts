import type { Invocation } from "../command.ts";
import { bytes } from "../flags/bytes.ts";
import type { Flag, FlagTable } from "../flags/flag.ts";
import { bool, integer, scalar, string, unsigned } from "../flags/scalars.ts";
import { parseBytes } from "../values/bytes.ts";
import { parseNanoCpus } from "../values/decimal.ts";
import { type Part, part } from "./part.ts";
import type { ServiceSpec } from "./service.ts";
import { commandWords, ratio, span } from "./value-flags.ts";

/** A flag whose value stands as it is at one place of the spec. */
interface PlainField {
  readonly flag: Flag<unknown>;
  /** The names on the way there. */
  readonly path: readonly string[];
  /** Whether zero is a value; elsewhere nothing is sent for it. */
  readonly keepsZero?: boolean;
}

const cpus = (usage: string): Flag<number> => scalar({ usage }, { type: "decimal", zero: 0, parse: parseNanoCpus });
const units = "(ns|us|ms|s|m|h)";

function container(field: string, flag: Flag<unknown>, keepsZero = false): PlainField {
  return { flag, path: ["TaskTemplate", "ContainerSpec", field], keepsZero };
}
function task(path: string, flag: Flag<unknown>, keepsZero = false): PlainField {
  return { flag, path: ["TaskTemplate", ...path.split(".")], keepsZero };
}

/** Fields about how tasks are exchanged, going forth (`update`) and back (`rollback`). */
function updateFields(prefix: "update" | "rollback", group: string): Readonly<Record<string, PlainField>> {
  const verb = prefix === "update" ? "updated" : "rolled back";
  const actions = prefix === "update" ? '"pause", "continue", "rollback"' : '"pause", "continue"';
  const field = (name: string, flag: Flag<unknown>, keepsZero = false): PlainField => ({
    flag,
    path: [group, name],
    keepsZero,
  });
  return {
    [`${prefix}-delay`]: field("Delay", span({ usage: `Time between tasks ${units}`, shownDefault: "0s" })),
    [`${prefix}-failure-action`]: field(
      "FailureAction",
      string({ usage: `What to do on a failure (${actions})`, default: "pause" }),
    ),
    [`${prefix}-max-failure-ratio`]: field(
      "MaxFailureRatio",
      ratio({ usage: "Share of failures to put up with", shownDefault: "0" }),
      true,
    ),
    [`${prefix}-monitor`]: field(
      "Monitor",
      span({ usage: `How long each task is watched for failures ${units}`, shownDefault: "5s" }),
    ),
    [`${prefix}-order`]: field(
      "Order",
      string({ usage: 'Which goes first ("start-first", "stop-first")', default: "stop-first" }),
    ),
    [`${prefix}-parallelism`]: field(
      "Parallelism",
      unsigned({ usage: `Number of tasks ${verb} at once (0 for all)`, default: 1 }),
      true,
    ),
  };
}

const fields: Readonly<Record<string, PlainField>> = {
  entrypoint: container("Command", commandWords({ usage: "Command in place of the image's ENTRYPOINT" })),
  hostname: container("Hostname", string({ usage: "Host name of containers" })),
  init: container("Init", bool({ usage: "Run a small first process that passes signals on and reaps" }), true),
  isolation: container("Isolation", string({ usage: "Technology of isolation" })),
  "oom-score-adj": container(
    "OomScoreAdj",
    integer({ usage: "How readily to be killed for want of memory (-1000 to 1000)" }),
  ),
  "read-only": container("ReadOnly", bool({ usage: "Mount the root file system so that nothing is written to it" })),
  "stop-grace-period": container(
    "StopGracePeriod",
    span({ usage: `Time to stop before being killed ${units}`, shownDefault: "10s" }),
    true,
  ),
  "stop-signal": container("StopSignal", string({ usage: "Signal that stops containers" })),
  tty: container("TTY", bool({ short: "t", usage: "Give containers a terminal" })),
  user: container("User", string({ short: "u", usage: "User and group (<name|uid>[:<group|gid>])" })),
  workdir: container("Dir", string({ short: "w", usage: "Folder that the command runs in" })),
  "limit-cpu": task("Resources.Limits.NanoCPUs", cpus("CPUs that may be used")),
  "limit-memory": task("Resources.Limits.MemoryBytes", bytes({ usage: "Memory that may be used" })),
  "limit-pids": task("Resources.Limits.Pids", integer({ usage: "Number of processes (0 sets no limit)" })),
  "memory-swap": task(
    "Resources.SwapBytes",
    scalar(
      { usage: "Swap that may be used; -1 sets no limit", since: "1.52" },
      { type: "bytes", zero: 0, parse: swapBytes },
    ),
    true,
  ),
  "memory-swappiness": task(
    "Resources.MemorySwappiness",
    integer({ usage: "How readily to swap (0 to 100; -1 leaves it to the engine)", default: -1, since: "1.52" }),
    true,
  ),
  "reserve-cpu": task("Resources.Reservations.NanoCPUs", cpus("CPUs to set aside")),
  "reserve-memory": task("Resources.Reservations.MemoryBytes", bytes({ usage: "Memory to set aside" })),
  "replicas-max-per-node": task("Placement.MaxReplicas", unsigned({ usage: "Tasks per node (0 sets no limit)" })),
  "restart-condition": task(
    "RestartPolicy.Condition",
    string({ usage: 'When to start a task again ("none", "on-failure", "any")', default: "any" }),
  ),
  "restart-delay": task(
    "RestartPolicy.Delay",
    span({ usage: `Time before a task is started again ${units}`, shownDefault: "5s" }),
    true,
  ),
  "restart-max-attempts": task(
    "RestartPolicy.MaxAttempts",
    unsigned({ usage: "How often to start a task again" }),
    true,
  ),
  "restart-window": task("RestartPolicy.Window", span({ usage: `Time in which attempts count ${units}` }), true),
  ...updateFields("update", "UpdateConfig"),
  ...updateFields("rollback", "RollbackConfig"),
};

const flags: FlagTable = Object.fromEntries(Object.entries(fields).map(([name, { flag }]) => [name, flag]));

/** Flags of an update show no defaults: what they are not given for stays. */
function withoutDefaults(table: FlagTable): FlagTable {
  return Object.fromEntries(Object.entries(table).map(([name, { defaultText: _, ...flag }]) => [name, flag]));
}

const updateDefaults = {
  Parallelism: 1,
  FailureAction: "pause",
  Monitor: 5e9,
  MaxFailureRatio: 0,
  Order: "stop-first",
};

/** What a group has besides the field that is set in it, where it was not there. */
const groupDefaults: Readonly<Record<string, object>> = {
  UpdateConfig: updateDefaults,
  RollbackConfig: updateDefaults,
  RestartPolicy: { Condition: "any", Delay: 5e9, MaxAttempts: 0 },
  Resources: { Limits: {}, Reservations: {} },
};

function apply(spec: ServiceSpec, { flags: given, changed }: Invocation<FlagTable>): void {
  for (const [name, { path, keepsZero }] of Object.entries(fields)) {
    if (changed(name)) setAt(spec, path, { value: given[name], keepsZero: keepsZero ?? false });
  }
}

type Branch = Record<string, unknown>;

function setAt(
  spec: object,
  path: readonly string[],
  { value, keepsZero }: { readonly value: unknown; readonly keepsZero: boolean },
): void {
  let branch = spec as Branch;
  for (const name of path.slice(0, -1)) {
    branch[name] ??= structuredClone(groupDefaults[name] ?? {});
    branch = branch[name] as Branch;
  }
  const last = path.at(-1) ?? "";
  const isZero = value === "" || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
  if (isZero && !keepsZero) delete branch[last];
  else branch[last] = value;
}

function swapBytes(text: string): number {
  return text === "-1" ? -1 : parseBytes(text);
}

export const plainFields: Part<FlagTable, FlagTable> = part({
  createFlags: flags,
  updateFlags: withoutDefaults(flags),
  create: apply,
  update: apply,
});
