import type { CommandEntry } from "../../command.ts";

export const builderCommands: readonly CommandEntry[] = [
  { name: "build", short: "Make an image from a Dockerfile", load: () => import("../image/build.ts") },
  { name: "prune", short: "Remove what the build cache holds", load: () => import("./prune.ts") },
];
