import type { CommandEntry } from "../../command.ts";

export const registryCommands: readonly CommandEntry[] = [
  { name: "serve", short: "Serve a registry from a folder", load: () => import("./serve.ts") },
];
