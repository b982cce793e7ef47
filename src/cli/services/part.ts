import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { Invocation } from "../command.ts";
import type { FlagTable } from "../flags/flag.ts";
import type { ServiceSpec } from "./service.ts";

/** Whom a part may ask for the ids of what flags name. */
export interface Asking {
  readonly op: Op;
  readonly client: Client;
}

type Apply<Table extends FlagTable> = (
  spec: ServiceSpec,
  given: Invocation<Table>,
  asking: Asking,
) => Promise<void> | void;

/** Flags of `service create` and `service update` that are about one thing, and what they do to a spec. */
export interface Part<Create extends FlagTable, Update extends FlagTable> {
  readonly createFlags: Create;
  readonly updateFlags: Update;
  /** Fills in a spec that has only what every service has. @throws Error in Docker's words */
  readonly create: Apply<Create>;
  /** Changes the spec of a service that is there. @throws Error in Docker's words */
  readonly update: Apply<Update>;
}

/** Ties the functions of a part to its flags. */
export function part<Create extends FlagTable, Update extends FlagTable>(
  definition: Part<Create, Update>,
): Part<Create, Update> {
  return definition;
}

/** A part that does the same to a new spec and to one that is there. */
export function samePart<Table extends FlagTable>(flags: Table, apply: Apply<Table>): Part<Table, Table> {
  return { createFlags: flags, updateFlags: flags, create: apply, update: apply };
}

/** The container of a spec. */
export function containerOf(spec: ServiceSpec): NonNullable<ServiceSpec["TaskTemplate"]["ContainerSpec"]> {
  spec.TaskTemplate.ContainerSpec ??= { Image: "" };
  return spec.TaskTemplate.ContainerSpec;
}

/** Sets a field, or takes it out where it would be empty. */
export function setOrDelete<T extends object, Key extends keyof T>(
  target: T,
  key: Key,
  value: T[Key] | undefined,
): void {
  const isEmpty =
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0);
  if (isEmpty) delete target[key];
  else target[key] = value as T[Key];
}
