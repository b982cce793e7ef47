import type { ObservedContainer } from "../observe/observed.ts";
import type { Target } from "./operation.ts";

export const thing = ({ name }: { readonly name: string }): string => `Container ${name}`;

export const targetOf = ({ id, name }: ObservedContainer): Target => ({ id, name });

/** A container as it will be when the steps before are done. */
export interface PlannedContainer {
  readonly target: Target;
  readonly service: string;
  readonly number: number;
  readonly isRunning: boolean;
  /** What it is made from. */
  readonly image: string;
  /** The step after which it is there as it should be; `undefined`: it is already. */
  readonly step: string | undefined;
  /** It starts beside this one, and takes its place once it is ready. */
  readonly replaces?: Replaced;
}

export interface Replaced {
  readonly container: ObservedContainer;
  /** Seconds for it to stop in; `undefined`: its own. */
  readonly timeout: number | undefined;
}

/** By service. */
export type PlannedServices = ReadonlyMap<string, readonly PlannedContainer[]>;

/** Containers as they are, by service and in the order of their numbers; those that run once are left out. */
export function plannedAsObserved(containers: readonly ObservedContainer[]): PlannedServices {
  const services = new Map<string, PlannedContainer[]>();
  const inOrder = containers
    .filter(({ isOneOff }) => !isOneOff)
    .sort((left, right) => (left.number ?? 0) - (right.number ?? 0));
  for (const container of inOrder) {
    const { service, number = 0, state, summary } = container;
    const planned: PlannedContainer = {
      target: targetOf(container),
      service,
      number,
      isRunning: state === "running",
      image: summary.Image,
      step: undefined,
    };
    services.set(service, [...(services.get(service) ?? []), planned]);
  }
  return services;
}

/** What was planned, when its plan has been done: containers that were made have their ids. */
export function plannedAsMade(planned: PlannedServices, idOf: (step: string) => string | undefined): PlannedServices {
  return new Map(
    [...planned].map(([service, containers]) => [
      service,
      containers.map((container) => {
        const { target } = container;
        const id = "id" in target ? target.id : (idOf(target.madeBy) ?? target.madeBy);
        return { ...container, target: { name: target.name, id }, step: undefined };
      }),
    ]),
  );
}
