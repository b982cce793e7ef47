import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import type { Project } from "../shape/project.ts";

/** Refuses two services that want one name for their containers. @throws ComposeError */
export function checkContainerNames({ services }: Project): void {
  const taken = new Set<string>();
  for (const [service, { container_name: name = "" }] of services) {
    if (name === "") continue;
    if (taken.has(name))
      throw new ComposeError(`services.${service}: container name ${quote(name)} is already in use by service {}"`);
    taken.add(name);
  }
}
