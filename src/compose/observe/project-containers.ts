import type { ContainerState } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { isStatus } from "#client/errors.ts";
import { type ContainerChoice, observeContainers } from "./observe-project.ts";
import type { ObservedContainer } from "./observed.ts";

/** A container of a project with what lists of containers do not tell. */
export interface ProjectContainer {
  readonly container: ObservedContainer;
  /** Of one that runs and has a probe; empty otherwise. */
  readonly health: string;
  /** Of one that has ended; 0 otherwise. */
  readonly exitCode: number;
}

/** The containers of a project and how they are. One that is gone before it was looked at is left out. */
export async function projectContainers(
  op: Op,
  client: Client,
  project: string,
  choice: ContainerChoice,
): Promise<ProjectContainer[]> {
  const containers = await observeContainers(op, client, project, choice);
  const found = await Promise.all(containers.map((container) => withState(op, client, container)));
  return found.filter((container) => container !== undefined);
}

async function withState(op: Op, client: Client, container: ObservedContainer): Promise<ProjectContainer | undefined> {
  try {
    const { State } = await containerInspect(op, client, container.id);
    return { container, ...conditionOf(State) };
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

function conditionOf(state: ContainerState | null | undefined): { readonly health: string; readonly exitCode: number } {
  const hasEnded = state?.Status === "exited" || state?.Status === "dead";
  return {
    health: state?.Status === "running" ? (state.Health?.Status ?? "") : "",
    exitCode: hasEnded ? (state?.ExitCode ?? 0) : 0,
  };
}
