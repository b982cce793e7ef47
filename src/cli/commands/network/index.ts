import type { CommandEntry } from "../../command.ts";

export const networkCommands: readonly CommandEntry[] = [
  { name: "connect", short: "Bring a container into a network", load: () => import("./connect.ts") },
  { name: "create", short: "Make a network", load: () => import("./create.ts") },
  { name: "disconnect", short: "Take a container out of a network", load: () => import("./disconnect.ts") },
  { name: "inspect", short: "Show everything the engine knows about networks", load: () => import("./inspect.ts") },
  { name: "ls", aliases: ["list"], short: "Show networks", load: () => import("./ls.ts") },
  { name: "prune", short: "Remove networks that no container is in", load: () => import("./prune.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove networks", load: () => import("./rm.ts") },
];
