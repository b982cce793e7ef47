import type { Flag, FlagTraits } from "./flag.ts";

/** The `filters` of a list request: key → values, in the order given. */
export type FilterValues = Readonly<Record<string, readonly string[]>>;

/** `--filter key=value`, several times. */
export function filter(traits: Omit<FlagTraits, "short"> & { readonly short?: string }): Flag<FilterValues> {
  return {
    ...traits,
    type: "filter",
    cell() {
      const values: Record<string, string[]> = {};
      return {
        set(text) {
          if (text === "") return;
          const at = text.indexOf("=");
          if (at < 0) throw new Error("bad format of filter (expected name=value)");
          const key = text.slice(0, at).trim().toLowerCase();
          const value = text.slice(at + 1).trim();
          const known = values[key];
          if (known === undefined) values[key] = [value];
          else if (!known.includes(value)) known.push(value);
        },
        get: () => values,
      };
    },
  };
}

/** With `dangling` beside what the user asked for. */
export function withDangling(filters: FilterValues, dangling: boolean): FilterValues {
  return { ...filters, dangling: [...new Set([...(filters["dangling"] ?? []), String(dangling)])] };
}
