import type { CommandEntry } from "../../command.ts";

export const manifestCommands: readonly CommandEntry[] = [
  { name: "annotate", short: "Say what an image of a list runs on", load: () => import("./annotate.ts") },
  { name: "create", short: "Begin a list of images of several platforms", load: () => import("./create.ts") },
  { name: "inspect", short: "Show a manifest, or a list of them", load: () => import("./inspect.ts") },
  { name: "push", short: "Send a list to its registry", load: () => import("./push.ts") },
  { name: "rm", short: "Forget lists that were begun", load: () => import("./rm.ts") },
];
