import type { Op } from "#base/op.ts";
import { throwIfEnded } from "#base/op.ts";
import { notRunning } from "#core/container/errors.ts";
import { buildExecProcess, execUser } from "#core/container/oci-spec/exec-process.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { openRoot } from "#sys/rooted-files.ts";
import type { ContainerContext } from "../containers/dependencies.ts";
import { hostnameIn } from "../containers/hostname.ts";
import { userInRoot } from "../containers/root-files.ts";
import type { ExecEntry } from "./exec-entry.ts";

/** `process` of the exec's OCI spec: its user is looked up in the files of the running container. @throws system */
export async function prepareExec(op: Op, context: ContainerContext, exec: ExecEntry): Promise<object> {
  throwIfEnded(op);
  const { record, task } = exec.container;
  if (task === undefined || task.pid === 0) throw notRunning(record.id);
  using root = new FdHandle(openRoot(`/proc/${task.pid}/root`));
  const user = userInRoot(root.fd, {
    user: execUser(exec.request, record.config),
    groupAdd: record.hostConfig.GroupAdd ?? [],
  });
  return buildExecProcess({
    request: exec.request,
    linkedEnvironment: exec.linkedEnvironment,
    config: record.config,
    hostConfig: record.hostConfig,
    user,
    hostname: hostnameIn(record, context.hostFacts),
    host: context.hostFacts,
    daemon: context.settings,
    ...(exec.size === undefined ? {} : { consoleSize: exec.size }),
  });
}
