import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { checkContainerName } from "#core/container/create/name.ts";
import { cannotAllocateName, emptyRename, nameInUse, renamedToItself } from "#core/container/errors.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";

/** `POST /containers/{id}/rename`. @throws invalid-argument · conflict */
export async function rename(op: Op, context: ContainerContext, entry: ContainerEntry, newName: string): Promise<void> {
  const name = newName.replace(/^\//, "");
  if (name === "") throw emptyRename();
  const oldName = entry.record.name;
  if (name === oldName) throw renamedToItself();
  asRename(() => checkContainerName(newName));
  await entry.lock.run(op, async () => {
    const other = context.table.withName(name);
    if (other !== undefined) throw cannotAllocateName(nameInUse(name, other.id));
    const { lease } = entry.record;
    const settings = context.networks.renamed(entry.id, name);
    const renamed = lease === undefined || settings === undefined ? {} : { lease: { ...lease, settings } };
    const saved = context.save(op, entry, { name, ...renamed }, "full");
    context.table.renamed(entry, oldName);
    await saved;
    emit(context, entry, "rename", { oldName: `/${oldName}` });
  });
}

function asRename(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw isEngineError(error) ? cannotAllocateName(error) : error;
  }
}
