import { type GoType, pointerTo, type StructField, sliceOf } from "#formats/go-template/type.ts";
import { goStruct, Value } from "#formats/go-template/value.ts";
import { contextOf } from "./table-template.ts";
import { listsJson, type UsageList, type UsageLists } from "./usage-detail.ts";

/** What takes room, as templates of `system df -v` see it. */
export function detailStruct(lists: UsageLists): Value {
  const { Images, Containers, Volumes, BuildCache } = lists;
  const values = {
    Images: rowsOf(Images),
    Containers: rowsOf(Containers),
    Volumes: rowsOf(Volumes),
    BuildCache: rowsOf(BuildCache),
  };
  const fields: StructField[] = Object.entries(values).map(([name, { type }]) => ({ name, type, json: name }));
  const type: GoType = {
    kind: "struct",
    name: "formatter.diskUsageContext",
    fields,
    marshal: () => listsJson(lists),
  };
  return new Value(pointerTo(type), goStruct(type, values));
}

function rowsOf<Row>({ listing, rows }: UsageList<Row>): Value {
  const name = listing.typeName;
  const pointer: GoType = { kind: "pointer", name, elem: { kind: "struct", name: name.slice(1) } };
  return new Value(
    sliceOf(pointer),
    rows.map((row) => contextOf(listing, row)),
  );
}
