import { type GoType, pointerTo } from "#formats/go-template/type.ts";
import type { Value } from "#formats/go-template/value.ts";

/** What a struct says of itself where it is printed by a pointer, by Go's name of it. */
const texts: Readonly<Record<string, (part: (name: string) => unknown) => string>> = {
  "units.Ulimit": (part) => `${part("Name")}=${part("Soft")}:${part("Hard")}`,
  "blkiodev.WeightDevice": (part) => `${part("Path")}:${part("Weight")}`,
  "blkiodev.ThrottleDevice": (part) => `${part("Path")}:${part("Rate")}`,
};

/** A pointer to the type; where that has a String method of pointers, with that. */
export function printedPointer(elem: GoType): GoType {
  const text = texts[elem.name];
  if (text === undefined) return pointerTo(elem);
  const stringer = ({ target }: Value): string => text((name) => target?.fieldNamed(name)?.data);
  return { ...pointerTo(elem), stringer };
}
