import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import type { Project } from "../shape/project.ts";

/** Refuses services that need each other in a circle. @throws ComposeError */
export function checkCycles({ services, disabledServices }: Project): void {
  const needs = new Map<string, readonly string[]>();
  for (const [name, { depends_on: own }] of services) {
    for (const [other, { required }] of own ?? []) {
      if (services.has(other) || !required) continue;
      const disabled = disabledServices.get(other);
      throw new ComposeError(
        disabled === undefined
          ? `service ${quote(name)} depends on unknown service ${quote(other)}`
          : `service ${quote(other)} is required by ${quote(name)} but is disabled. Can be enabled by profiles [${(disabled.profiles ?? []).join(" ")}]`,
      );
    }
    needs.set(name, [...(own?.keys() ?? [])].filter((other) => services.has(other)).sort());
  }
  const whole = new Set<string>();
  for (const name of [...services.keys()].sort()) follow([name], needs, whole);
}

/** `whole` are the services from which no way leads into a circle. */
function follow(way: readonly string[], needs: ReadonlyMap<string, readonly string[]>, whole: Set<string>): void {
  const last = way.at(-1)!;
  if (whole.has(last)) return;
  for (const name of needs.get(last) ?? []) {
    const at = way.indexOf(name);
    if (at !== -1) throw new ComposeError(`dependency cycle detected: ${[...way.slice(at), name].join(" -> ")}`);
    follow([...way, name], needs, whole);
  }
  whole.add(last);
}
