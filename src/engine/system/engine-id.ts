import type { Op } from "#base/op.ts";
import type { RecordStore } from "#core/store/contract.ts";

/** The UUID of this data root, made at the first start. */
export async function loadEngineId(op: Op, store: RecordStore): Promise<string> {
  const records = await store.list<string>(op, "engine");
  const found = records.find(({ key }) => key === "id");
  if (found !== undefined) return found.value;
  const id = crypto.randomUUID();
  await store.commit(op, [{ put: "engine", key: "id", value: id, expectVersion: 0 }], "full");
  return id;
}
