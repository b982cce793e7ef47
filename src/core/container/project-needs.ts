import type { ContainerRecord } from "./record.ts";

/** When a container of a project may start, seen from one that it depends on (Compose specification, `depends_on`). */
export type NeedCondition = "service_started" | "service_healthy" | "service_completed_successfully";

export interface ProjectNeed {
  readonly id: string;
  readonly condition: NeedCondition;
}

type Labelled = Pick<ContainerRecord, "id" | "config">;

const prefix = "com.docker.compose";

/**
 * The containers that one depends on by the labels that Compose gives it: `com.docker.compose.depends_on` is a list of
 * `SERVICE:CONDITION:RESTART`. Services without a container are left out; what only does something for one is none of its.
 */
export function projectNeeds(container: Labelled, all: readonly Labelled[]): ProjectNeed[] {
  const project = projectOf(container);
  const dependencies = labelOf(container, "depends_on");
  if (project === "" || dependencies === "") return [];
  return dependencies.split(",").flatMap((text) => {
    const [service = "", condition = ""] = text.split(":");
    const isOfService = (other: Labelled): boolean =>
      other !== container &&
      projectOf(other) === project &&
      labelOf(other, "service") === service &&
      labelOf(other, "oneoff") !== "True" &&
      labelOf(other, "hook") === "";
    return all.filter(isOfService).map(({ id }) => ({ id, condition: conditionOf(condition) }));
  });
}

/** The Compose project that a container belongs to; empty: none. */
export const projectOf = (container: Pick<Labelled, "config">): string => labelOf(container, "project");

function labelOf({ config }: Pick<Labelled, "config">, name: string): string {
  return config.Labels?.[`${prefix}.${name}`] ?? "";
}

function conditionOf(text: string): NeedCondition {
  return text === "service_healthy" || text === "service_completed_successfully" ? text : "service_started";
}
