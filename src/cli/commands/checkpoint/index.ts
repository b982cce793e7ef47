import type { CommandEntry } from "../../command.ts";

export const checkpointCommands: readonly CommandEntry[] = [
  { name: "create", short: "Keep the state of a container that runs", load: () => import("./create.ts") },
  { name: "ls", aliases: ["list"], short: "Show the checkpoints of a container", load: () => import("./ls.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove a checkpoint", load: () => import("./rm.ts") },
];
