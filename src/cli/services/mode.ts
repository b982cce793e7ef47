import { parseUnsigned } from "#base/strconv.ts";
import type { Invocation } from "../command.ts";
import type { Flag } from "../flags/flag.ts";
import { scalar, string } from "../flags/scalars.ts";
import { part } from "./part.ts";
import type { ServiceMode } from "./service.ts";

const count = (usage: string): Flag<number> =>
  scalar({ usage }, { type: "uint", zero: 0, parse: (text) => parseUnsigned(text, { base: 0, bits: 64 }) });

const replicas = count("Number of tasks");
const concurrent = count("Number of a job's tasks at once (as many as --replicas unless given)");

const createFlags = {
  mode: string({
    usage: 'How tasks are spread ("replicated", "global", "replicated-job", "global-job")',
    default: "replicated",
  }),
  replicas,
  "max-concurrent": concurrent,
};

export const mode = part({
  createFlags,
  updateFlags: { replicas, "max-concurrent": concurrent },
  create(spec, given) {
    spec.Mode = modeOf(given);
    const isJob = given.flags.mode.endsWith("-job");
    if (isJob && (spec.UpdateConfig !== undefined || spec.RollbackConfig !== undefined)) {
      throw new Error("update and rollback configuration is not supported for jobs");
    }
    const isGlobal = given.flags.mode.startsWith("global");
    if (isGlobal && (spec.TaskTemplate.Placement?.MaxReplicas ?? 0) > 0) {
      throw new Error("replicas-max-per-node can only be used with replicated or replicated-job mode");
    }
  },
  update(spec, { flags, changed }) {
    if (!changed("replicas")) return;
    if (spec.Mode?.Replicated === undefined) throw new Error("replicas can only be used with replicated mode");
    spec.Mode.Replicated.Replicas = flags.replicas;
  },
});

/** @throws Error in Docker's words for flags that do not go together */
function modeOf({ flags, changed }: Invocation<typeof createFlags>): ServiceMode {
  const replicasOf = <Key extends string>(key: Key) => (changed("replicas") ? { [key]: flags.replicas } : {});
  if (changed("replicas") && flags.mode.startsWith("global"))
    throw new Error("replicas can only be used with replicated or replicated-job mode");
  if (changed("max-concurrent") && flags.mode !== "replicated-job")
    throw new Error("max-concurrent can only be used with replicated-job mode");
  switch (flags.mode) {
    case "global":
      return { Global: {} };
    case "replicated":
      return { Replicated: replicasOf("Replicas") };
    case "global-job":
      return { GlobalJob: {} };
    case "replicated-job": {
      const most = changed("max-concurrent") ? flags["max-concurrent"] : flags.replicas;
      const limit = changed("max-concurrent") || changed("replicas") ? { MaxConcurrent: most } : {};
      return { ReplicatedJob: { ...limit, ...replicasOf("TotalCompletions") } };
    }
    default:
      throw new Error(`Unknown mode: ${flags.mode}, only replicated and global supported`);
  }
}
