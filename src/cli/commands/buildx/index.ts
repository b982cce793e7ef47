import type { CommandEntry } from "../../command.ts";

export const buildxCommands: readonly CommandEntry[] = [
  { name: "bake", aliases: ["f"], short: "Build what a file says", load: () => import("./bake.ts") },
  { name: "build", aliases: ["b"], short: "Make an image from a Dockerfile", load: () => import("./build.ts") },
  { name: "create", short: "Make a builder", load: () => import("./create.ts") },
  {
    name: "dap",
    short: "Debug builds from an editor",
    hidden: true,
    children: async () => [
      {
        name: "build",
        short: "Build as an editor says",
        isRefused: true,
        load: async () => (await import("./debug/build.ts")).buildBelow("dap"),
      },
    ],
  },
  {
    name: "debug",
    short: "Debug a build",
    hidden: true,
    isRefused: true,
    load: () => import("./debug/debug.ts"),
    children: async () => [
      {
        name: "build",
        short: "Build, and stop where something fails",
        isRefused: true,
        load: async () => (await import("./debug/build.ts")).buildBelow("debug"),
      },
    ],
  },
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
  {
    name: "policy",
    short: "Commands about policies for sources of builds",
    hidden: true,
    children: () => import("./policy/index.ts").then((module) => module.policyCommands),
  },
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
