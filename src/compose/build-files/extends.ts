import { ComposeError } from "./errors.ts";
import { merge } from "./merge.ts";
import { type ComposeMap, type ComposeValue, isMap } from "./value.ts";

/** The services of a file, each over the one that it extends. @throws ComposeError */
export function extended(services: ComposeMap): ComposeMap {
  const done = new Map<string, ComposeValue>();
  const resolve = (name: string, chain: readonly string[]): ComposeValue => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const value = services.get(name)!;
    const base = baseOf(value);
    if (chain.includes(name)) throw circular([...chain, name]);
    if (base === undefined) return value;
    if (!services.has(base))
      throw new ComposeError(
        `cannot extend service ${JSON.stringify(name)} in : service ${JSON.stringify(base)} not found`,
      );
    const below = resolve(base, [...chain, name]);
    const own = new Map([...(value as ComposeMap)].filter(([key]) => key !== "extends"));
    const whole = isMap(below) ? merge(below, own, ["services", name]) : own;
    done.set(name, whole);
    return whole;
  };
  return new Map([...services.keys()].map((name) => [name, resolve(name, [])]));
}

function baseOf(service: ComposeValue): string | undefined {
  const extending = isMap(service) ? service.get("extends") : undefined;
  if (extending === undefined) return undefined;
  if (typeof extending === "string") return extending;
  if (isMap(extending) && extending.has("file")) throw new ComposeError("not supported: extends of another file");
  const base = isMap(extending) ? extending.get("service") : undefined;
  return typeof base === "string" ? base : "";
}

function circular(chain: readonly string[]): ComposeError {
  const [first, ...rest] = chain;
  return new ComposeError(
    `Circular reference:\n  ${first} in ${rest.map((name) => `\n  extends ${name} in `).join("")}`,
  );
}
