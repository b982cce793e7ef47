import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { ComposeError } from "#compose/errors.ts";
import { type ContainerChoice, observeContainers } from "#compose/observe/observe-project.ts";
import type { ObservedContainer } from "#compose/observe/observed.ts";
import { integer } from "../../flags/scalars.ts";

export const indexFlag = (usage: string) => integer({ usage });

/** The wording that most commands have. */
export const containerIndexFlag = indexFlag("index of the container if service has multiple replicas.");

export interface ServiceContainerChoice extends Omit<ContainerChoice, "services"> {
  readonly service: string;
  /** The container's number; 0: the first. */
  readonly index: number;
}

/** The container of a service that a command means. @throws ComposeError where there is none */
export async function serviceContainer(
  op: Op,
  client: Client,
  project: string,
  { service, index, ...choice }: ServiceContainerChoice,
): Promise<ObservedContainer> {
  const there = await observeContainers(op, client, project, { ...choice, services: [service] });
  const [first] = there.filter(({ number }) => index <= 0 || number === index).sort(byTurn);
  if (first !== undefined) return first;
  const what = index > 0 ? ` container #${index}` : "";
  throw new ComposeError(`service ${JSON.stringify(service)} is not running${what}`);
}

/** By their numbers; those that run once come last. */
const byTurn = (left: ObservedContainer, right: ObservedContainer): number =>
  Number(left.isOneOff) - Number(right.isOneOff) || (left.number ?? 0) - (right.number ?? 0);
