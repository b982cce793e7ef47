import type { CommandEntry } from "../../command.ts";

/** One that has no file is known and refused by name, and no part of help. */
export const buildxCommands: readonly CommandEntry[] = [
  { name: "bake", aliases: ["f"], short: "Build what a file says", load: () => import("./bake.ts") },
  { name: "build", aliases: ["b"], short: "Make an image from a Dockerfile", load: () => import("./build.ts") },
  { name: "create", short: "Make a builder", load: () => import("./create.ts") },
  { name: "dap", short: "Debug builds from an editor", hidden: true },
  { name: "debug", short: "Debug a build", hidden: true },
  {
    name: "dial-stdio",
    short: "Connect the standard streams to the builder",
    load: () => import("./dial-stdio.ts"),
  },
  { name: "du", short: "Show what the build cache holds", load: () => import("./du.ts") },
  {
    name: "history",
    short: "Commands about former builds",
    children: () => import("./history/index.ts").then((module) => module.historyCommands),
  },
  {
    name: "imagetools",
    short: "Commands about images in registries",
    children: () => import("./imagetools/index.ts").then((module) => module.imagetoolsCommands),
  },
  { name: "inspect", short: "Show the builder", load: () => import("./inspect.ts") },
  { name: "ls", short: "Show builders", load: () => import("./ls.ts") },
  { name: "install", short: "Make `docker builder` buildx", hidden: true, load: () => import("./install.ts") },
  { name: "policy", short: "Commands about policies for sources of builds", hidden: true },
  { name: "prune", short: "Remove what the build cache holds", load: () => import("../builder/prune.ts") },
  { name: "rm", short: "Remove builders", load: () => import("./rm.ts") },
  { name: "stop", short: "Stop a builder", load: () => import("./stop.ts") },
  {
    name: "uninstall",
    short: "Make `docker builder` no longer buildx",
    hidden: true,
    load: () => import("./uninstall.ts"),
  },
  { name: "use", short: "Choose a builder", load: () => import("./use.ts") },
  { name: "version", short: "Show the version of the builder", load: () => import("./version.ts") },
];
