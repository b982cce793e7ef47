import type { CommandEntry } from "../../command.ts";

export const serviceCommands: readonly CommandEntry[] = [
  { name: "create", short: "Make a service", load: () => import("./create.ts") },
  { name: "inspect", short: "Show everything the engine knows about services", load: () => import("./inspect.ts") },
  {
    name: "logs",
    short: "Show what the containers of a service or a task have written",
    load: () => import("./logs.ts"),
  },
  { name: "ls", aliases: ["list"], short: "Show services", load: () => import("./ls.ts") },
  { name: "ps", short: "Show the tasks of services", load: () => import("./ps.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove services", load: () => import("./rm.ts") },
  { name: "rollback", short: "Take the last change of a service back", load: () => import("./rollback.ts") },
  { name: "scale", short: "Change the number of tasks of services", load: () => import("./scale.ts") },
  { name: "update", short: "Change a service", load: () => import("./update.ts") },
];
