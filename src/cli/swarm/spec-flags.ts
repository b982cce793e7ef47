import type { SwarmSpec } from "#client/swarm-types.ts";
import type { Invocation } from "../command.ts";
import { duration, integer, unsigned } from "../flags/scalars.ts";
import { externalCaFlag } from "./external-ca.ts";

const hour = 3600e9;

/** Flags of `init` and `update` that change what a swarm keeps to. */
export const swarmSpecFlags = {
  "cert-expiry": duration({ usage: "How long certificates of nodes are valid (ns|us|ms|s|m|h)", default: 2160 * hour }),
  "dispatcher-heartbeat": duration({ usage: "Time between signs of life of nodes (ns|us|ms|s|m|h)", default: 5e9 }),
  "external-ca": externalCaFlag,
  "max-snapshots": unsigned({ usage: "Number of older Raft snapshots to keep" }),
  "snapshot-interval": unsigned({ usage: "Number of log entries between Raft snapshots", default: 10_000 }),
  "task-history-limit": integer({ usage: "How many ended tasks are remembered", default: 5 }),
};

/** A spec with what was given; `root` is the certificate of authorities that come without one. */
export function changedSpec(
  spec: SwarmSpec,
  { flags, changed }: Invocation<typeof swarmSpecFlags>,
  root = "",
): SwarmSpec {
  const authorities = flags["external-ca"].map((one) => ({ ...one, CACert: one.CACert || root }));
  const given = (name: keyof typeof flags, field: string) => (changed(name) ? { [field]: flags[name] } : {});
  return {
    ...spec,
    Orchestration: { ...spec.Orchestration, ...given("task-history-limit", "TaskHistoryRetentionLimit") },
    Raft: {
      ...spec.Raft,
      ...given("snapshot-interval", "SnapshotInterval"),
      ...given("max-snapshots", "KeepOldSnapshots"),
    },
    Dispatcher: { ...spec.Dispatcher, ...given("dispatcher-heartbeat", "HeartbeatPeriod") },
    CAConfig: {
      ...spec.CAConfig,
      ...given("cert-expiry", "NodeCertExpiry"),
      ...(changed("external-ca") ? { ExternalCAs: authorities } : {}),
    },
  };
}
