import type { CommandEntry } from "../../../command.ts";

export const historyCommands: readonly CommandEntry[] = [
  { name: "export", short: "Write builds into a file", load: () => import("./export.ts") },
  { name: "import", short: "Give builds to Docker Desktop", load: () => import("./import.ts") },
  {
    name: "inspect",
    short: "Show a build",
    load: () => import("./inspect.ts"),
    children: async () => [
      { name: "attachment", short: "Print a document of a build", load: () => import("./attachment.ts") },
    ],
  },
  { name: "logs", short: "Show what a build told", load: () => import("./logs.ts") },
  { name: "ls", short: "Show former builds", load: () => import("./ls.ts") },
  { name: "open", short: "Show a build in Docker Desktop", load: () => import("./open.ts") },
  { name: "rm", short: "Forget builds", load: () => import("./rm.ts") },
  {
    name: "trace",
    short: "Show a build's trace in a browser",
    hidden: true,
    isRefused: true,
    load: () => import("./trace.ts"),
  },
];
