import type { SwarmPort, SwarmTask } from "#client/swarm-types.ts";
import { capitalized } from "./capitalized.ts";
import { humanDuration } from "./human-duration.ts";
import { plainImage } from "./plain-image.ts";
import type { Listing } from "./table.ts";
import { ellipsis, shortId } from "./text.ts";

const errorWidth = 30;

/** A task, and how it and its node are called. */
export interface NamedTask {
  readonly task: SwarmTask;
  readonly name: string;
  readonly node: string;
}

/** The columns of a plain table. */
export const taskColumns = ["ID", "Name", "Image", "Node", "DesiredState", "CurrentState", "Error", "Ports"];

/** What `ps` of services, nodes and stacks can show of a task. */
export function taskListing({
  now,
  truncate,
}: {
  readonly now: number;
  readonly truncate: boolean;
}): Listing<NamedTask> {
  const column = (header: string, value: (row: NamedTask) => string) => ({ header, value });
  return {
    typeName: "*task.taskContext",
    columns: {
      ID: column("ID", ({ task }) => (truncate ? shortId(task.ID) : task.ID)),
      Name: column("NAME", ({ name }) => name),
      Image: column("IMAGE", ({ task }) => {
        const image = task.Spec.ContainerSpec?.Image ?? "";
        return truncate ? plainImage(image) : image;
      }),
      Node: column("NODE", ({ node }) => node),
      DesiredState: column("DESIRED STATE", ({ task }) => capitalized(task.DesiredState)),
      CurrentState: column("CURRENT STATE", ({ task: { Status } }) => {
        const since = humanDuration(now - Date.parse(Status.Timestamp)).toLowerCase();
        return `${capitalized(Status.State)} ${since} ago`;
      }),
      Error: column("ERROR", ({ task }) => errorText(task.Status.Err ?? "", truncate)),
      Ports: column("PORTS", ({ task }) => (task.Status.PortStatus?.Ports ?? []).map(portText).join(",")),
    },
    rawSpaced: true,
    raw: [
      ["id", "ID"],
      ["name", "Name"],
      ["image", "Image"],
      ["node", "Node"],
      ["desired_state", "DesiredState"],
      ["current_state", "CurrentState"],
      ["error", "Error"],
      ["ports", "Ports"],
    ],
  };
}

function errorText(error: string, truncate: boolean): string {
  if (error === "") return "";
  return `"${truncate ? ellipsis(error, errorWidth) : error}"`;
}

function portText({ PublishedPort = 0, TargetPort = 0, Protocol = "" }: SwarmPort): string {
  return `*:${PublishedPort}->${TargetPort}/${Protocol}`;
}
