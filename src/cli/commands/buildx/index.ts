import type { CommandEntry } from "../../command.ts";

/** One that has no file is known and refused by name: this engine has one builder, its own. */
export const buildxCommands: readonly CommandEntry[] = [
  { name: "bake", aliases: ["f"], short: "Build what a file says", load: () => import("./bake.ts") },
  { name: "build", aliases: ["b"], short: "Make an image from a Dockerfile", load: () => import("../image/build.ts") },
  { name: "create", short: "Make a builder" },
  { name: "dial-stdio", short: "Connect the standard streams to the builder" },
  { name: "du", short: "Show what the build cache holds" },
  { name: "history", short: "Commands about former builds" },
  { name: "imagetools", short: "Commands about images in registries" },
  { name: "inspect", short: "Show the builder" },
  { name: "ls", short: "Show builders" },
  { name: "prune", short: "Remove what the build cache holds", load: () => import("../builder/prune.ts") },
  { name: "rm", short: "Remove builders" },
  { name: "stop", short: "Stop a builder" },
  { name: "use", short: "Choose a builder" },
  { name: "version", short: "Show the version of the builder" },
];
