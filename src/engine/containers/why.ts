import type { ContainerEndRequest, ContainerWhy } from "#api/types.gen.ts";
import { rfc3339Nano } from "#base/time.ts";
import type { EndRequest } from "#core/container/ending.ts";
import { shownStatus } from "#core/container/state.ts";
import { noRestartOf, reasonOf, signalOf } from "#core/container/why.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";

/** `GET /containers/{id}/why`. From memory. */
export function why(context: ContainerContext, entry: ContainerEntry): ContainerWhy {
  const { id, name, state, ending = {}, health, hostConfig, restartCount } = entry.record;
  const { asked, previous } = ending;
  const signal = signalOf(state.exitCode);
  const dueAtMs = entry.restarts.dueAtMs;
  const noRestart = noRestartOf(entry.record);
  return {
    ...{ Id: id, Name: name, Status: shownStatus(state), Reason: reasonOf(entry.record) },
    ...{ ExitCode: state.exitCode, Error: state.error, OOMKilled: state.oomKilled },
    ...(signal === undefined ? {} : { Signal: signal }),
    ...startFailureView(context, entry),
    ...{ StartedAt: state.startedAt, FinishedAt: state.finishedAt },
    ...(asked === undefined ? {} : { Asked: requestView(asked) }),
    ...(previous === undefined
      ? {}
      : {
          Previous: {
            ...{ ExitCode: previous.exitCode, OOMKilled: previous.oomKilled, FinishedAt: previous.finishedAt },
            ...(previous.asked === undefined ? {} : { Asked: requestView(previous.asked) }),
          },
        }),
    ...(health === undefined ? {} : { Health: health }),
    ...(hostConfig.Memory > 0 ? { MemoryLimit: hostConfig.Memory } : {}),
    ...{ RestartPolicy: hostConfig.RestartPolicy, RestartCount: restartCount },
    ...(dueAtMs === undefined ? {} : { RestartsAt: rfc3339Nano(BigInt(Math.round(dueAtMs)) * 1_000_000n) }),
    ...(noRestart === undefined ? {} : { NoRestart: noRestart }),
  };
}

function requestView({ act, signal, at, client, overdue }: EndRequest): ContainerEndRequest {
  return {
    ...{ Act: act, Signal: signal, At: at },
    ...(client === undefined ? {} : { Client: client }),
    ...(overdue === undefined ? {} : { Overdue: overdue }),
  };
}

function startFailureView({ table }: ContainerContext, { record }: ContainerEntry) {
  const { startFailure } = record.ending ?? {};
  if (startFailure === undefined) return {};
  const { kind, at, port } = startFailure;
  const holder = port === undefined ? undefined : table.all().find((entry) => entry.running && publishes(entry, port));
  return {
    ...{ StartFailure: kind, FailedAt: at },
    ...(port === undefined ? {} : { Port: port }),
    ...(holder === undefined ? {} : { PortHolder: holder.record.name }),
  };
}

function publishes({ record }: ContainerEntry, port: number): boolean {
  const bindings = Object.values(record.lease?.settings.ports ?? {}).flat();
  return bindings.some((binding) => binding?.HostPort === String(port));
}
