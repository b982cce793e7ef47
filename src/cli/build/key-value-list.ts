import { csvFields } from "#base/csv.ts";

/** `type=local,dest=out`: fields of one value of a flag. A field without `=` has the value `undefined`. @throws Error */
export function keyValues(text: string): Array<readonly [key: string, value: string | undefined]> {
  return csvFields(text).map((field) => {
    const equals = field.indexOf("=");
    return equals < 0
      ? ([field.trim().toLowerCase(), undefined] as const)
      : ([field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1)] as const);
  });
}
