import type { ExecCreateRequest } from "#api/types.gen.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import { execUser } from "#core/container/oci-spec/exec-process.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { openRoot } from "#sys/rooted-files.ts";
import type { ContainerEntry } from "../containers/container-entry.ts";
import { userInRoot } from "../containers/root-files.ts";

/** Docker refuses an exec for a user that the container does not know before it is started. @throws invalid-argument */
export function checkUser(container: ContainerEntry, request: ExecCreateRequest): void {
  const user = execUser(request, container.record.config);
  if (user === "" || container.task === undefined) return;
  try {
    using root = new FdHandle(openRoot(`/proc/${container.task.pid}/root`));
    userInRoot(root.fd, { user, groupAdd: [] });
  } catch (error) {
    throw new EngineError("invalid-argument", messageOf(error), { cause: error });
  }
}
