import type { Op } from "#base/op.ts";
import { allServices } from "#compose/project/select.ts";
import type { Project } from "#compose/shape/project.ts";
import { isMap } from "#compose/tree/value.ts";
import { imageNameOf } from "../image-name.ts";
import { hookImages } from "../images/local-images.ts";
import { type ConfigInvocation, skippedSteps } from "./flags.ts";

const sorted = (names: Iterable<string>): string[] => [...names].sort();

/** The names that one of the flags asks for; `undefined` where none does. @throws ComposeError */
export async function listedNames(op: Op, invocation: ConfigInvocation): Promise<readonly string[] | undefined> {
  const { flags, settings, args } = invocation;
  if (flags.services) return await serviceNames(op, invocation);
  if (flags.volumes) return sorted((await unresolved(op, invocation)).volumes.keys());
  if (flags.networks) return sorted((await unresolved(op, invocation)).networks.keys());
  if (flags.models) {
    const { models } = await unresolved(op, invocation);
    return sorted([...models.values()].flatMap(({ model }) => (model ? [model] : [])));
  }
  if (flags.profiles) {
    const services = allServices(await unresolved(op, invocation, args));
    return sorted(new Set([...services.values()].flatMap(({ profiles = [] }) => profiles)));
  }
  if (!flags.images) return undefined;
  const project = await unresolved(op, invocation, args);
  const before = [...project.services.values()].flatMap(hookImages);
  const own = [...project.services].map((entry) => imageNameOf(project, entry, settings));
  return sorted([...own, ...new Set(before.filter((image) => !own.includes(image)))]);
}

/** The project as it is before files of variables are read. */
export function unresolved(
  op: Op,
  { flags, settings, projects }: ConfigInvocation,
  services: readonly string[] = [],
): Promise<Project> {
  const skips = [...skippedSteps(flags, settings), "environment" as const];
  return projects.open(op, { skips, services, discardsFiles: true });
}

async function serviceNames(op: Op, invocation: ConfigInvocation): Promise<readonly string[]> {
  const { flags, settings, projects } = invocation;
  if (!flags["no-interpolate"]) return inOrderOfNeeds(await unresolved(op, invocation));
  const model = await projects.model(op, { skips: skippedSteps(flags, settings) });
  const services = model.get("services");
  return isMap(services) ? sorted(services.keys()) : [];
}

/** Services behind those that they need. */
function inOrderOfNeeds({ services }: Project): string[] {
  const ordered = new Set<string>();
  const visiting = new Set<string>();
  const visit = (name: string): void => {
    if (visiting.has(name)) return;
    visiting.add(name);
    for (const need of sorted(services.get(name)?.depends_on?.keys() ?? [])) if (services.has(need)) visit(need);
    ordered.add(name);
  };
  for (const name of sorted(services.keys())) visit(name);
  return [...ordered];
}
