import type { CommandEntry } from "../../../command.ts";

export const imagetoolsCommands: readonly CommandEntry[] = [
  { name: "create", short: "Put an image together from others", load: () => import("./create.ts") },
  { name: "inspect", short: "Show an image in a registry", load: () => import("./inspect.ts") },
];
