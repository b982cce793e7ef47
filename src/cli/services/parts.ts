import type { Invocation } from "../command.ts";
import type { FlagTable } from "../flags/flag.ts";
import { capabilities } from "./capabilities.ts";
import { configs } from "./configs.ts";
import { endpoint } from "./endpoint.ts";
import { environment } from "./environment.ts";
import { genericResources } from "./generic-resources.ts";
import { health } from "./health.ts";
import { hosts } from "./hosts.ts";
import { labels } from "./labels.ts";
import { logDriver } from "./log-driver.ts";
import { mode } from "./mode.ts";
import { mounts } from "./mounts.ts";
import { networks } from "./networks.ts";
import type { Asking, Part } from "./part.ts";
import { placementPreferences } from "./placement.ts";
import { plainFields } from "./plain-fields.ts";
import { secrets } from "./secrets.ts";
import type { ServiceSpec } from "./service.ts";
import { constraints, groups, nameServers } from "./text-lists.ts";
import { ulimits } from "./ulimits.ts";

/** All that flags say about a service, in the order in which it is looked at; what needs the engine comes last. */
const parts = [
  plainFields,
  environment,
  labels,
  groups,
  mounts,
  hosts,
  nameServers,
  capabilities,
  ulimits,
  constraints,
  placementPreferences,
  genericResources,
  endpoint,
  logDriver,
  health,
  mode,
  networks,
  secrets,
  configs,
] as unknown as ReadonlyArray<Part<FlagTable, FlagTable>>;

export const createFlags: FlagTable = Object.assign({}, ...parts.map((part) => part.createFlags));
export const updateFlags: FlagTable = Object.assign({}, ...parts.map((part) => part.updateFlags));

/** The spec of a new service. @throws Error in Docker's words for flags that do not go together */
export async function createdSpec(
  image: string,
  args: readonly string[],
  { given, asking }: { readonly given: Invocation<FlagTable>; readonly asking: Asking },
): Promise<ServiceSpec> {
  const spec: ServiceSpec = {
    TaskTemplate: {
      ContainerSpec: { Image: image, ...(args.length === 0 ? {} : { Args: args }), Init: false },
      Resources: { Limits: {}, Reservations: {} },
      Placement: {},
      ForceUpdate: 0,
    },
  };
  for (const part of parts) await part.create(spec, given, asking);
  return spec;
}

/** Changes a service's spec. @throws Error in Docker's words for flags that do not go together */
export async function changeSpec(
  spec: ServiceSpec,
  { given, asking }: { readonly given: Invocation<FlagTable>; readonly asking: Asking },
): Promise<void> {
  for (const part of parts) await part.update(spec, given, asking);
}
