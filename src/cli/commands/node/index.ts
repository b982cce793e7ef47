import type { CommandEntry } from "../../command.ts";

export const nodeCommands: readonly CommandEntry[] = [
  { name: "demote", short: "Make managers of the swarm workers again", load: () => import("./demote.ts") },
  { name: "inspect", short: "Show everything the engine knows about nodes", load: () => import("./inspect.ts") },
  { name: "ls", aliases: ["list"], short: "Show the nodes of the swarm", load: () => import("./ls.ts") },
  { name: "promote", short: "Make nodes managers of the swarm", load: () => import("./promote.ts") },
  { name: "ps", short: "Show the tasks of nodes (of this one unless told otherwise)", load: () => import("./ps.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove nodes from the swarm", load: () => import("./rm.ts") },
  { name: "update", short: "Change the settings of a node", load: () => import("./update.ts") },
];
