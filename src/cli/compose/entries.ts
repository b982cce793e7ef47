import type { ComposeEntry } from "./command.ts";

const transformations: readonly ComposeEntry[] = [
  {
    name: "create",
    short: "Create a new transformation",
    load: async () => ({ command: (await import("./commands/bridge.ts")).create }),
    isRefused: true,
  },
  {
    name: "list",
    aliases: ["ls"],
    short: "List available transformations",
    load: async () => ({ command: (await import("./commands/bridge.ts")).list }),
    isRefused: true,
  },
];

const bridge: readonly ComposeEntry[] = [
  {
    name: "convert",
    short: "Convert compose files to Kubernetes manifests, Helm charts, or another model",
    load: async () => ({ command: (await import("./commands/bridge.ts")).convert }),
    isRefused: true,
  },
  {
    name: "transformations",
    section: "management",
    short: "Manage transformation images",
    subcommands: transformations,
  },
];

const alpha: readonly ComposeEntry[] = [
  {
    name: "generate",
    short: "EXPERIMENTAL - Generate a Compose file from existing containers",
    isExperimental: true,
    load: () => import("./commands/alpha/generate.ts"),
  },
  {
    name: "publish",
    short: "Publish compose application",
    isExperimental: true,
    load: () => import("./commands/publish.ts"),
  },
  {
    name: "viz",
    short: "EXPERIMENTAL - Generate a graphviz graph from your compose file",
    isExperimental: true,
    load: () => import("./commands/alpha/viz.ts"),
  },
];

/** The commands below `docker compose`. */
export const composeEntries: readonly ComposeEntry[] = [
  { name: "alpha", hidden: true, short: "Experimental commands", isExperimental: true, subcommands: alpha },
  { name: "bridge", section: "management", short: "Convert compose files into another model", subcommands: bridge },
  {
    name: "attach",
    short: "Attach local standard input, output, and error streams to a service's running container",
    load: () => import("./commands/attach.ts"),
  },
  { name: "build", short: "Build or rebuild services", load: () => import("./commands/build.ts") },
  {
    name: "commit",
    short: "Create a new image from a service container's changes",
    load: () => import("./commands/commit.ts"),
  },
  {
    name: "config",
    aliases: ["convert"],
    short: "Parse, resolve and render compose file in canonical format",
    load: () => import("./commands/config.ts"),
  },
  {
    name: "cp",
    short: "Copy files/folders between a service container and the local filesystem",
    load: () => import("./commands/cp.ts"),
  },
  { name: "create", short: "Creates containers for a service", load: () => import("./commands/create.ts") },
  {
    name: "diff",
    section: "own",
    short: "Show in what the engine differs from the files",
    load: () => import("./commands/diff.ts"),
  },
  { name: "down", short: "Stop and remove containers, networks", load: () => import("./commands/down.ts") },
  { name: "events", short: "Receive real time events from containers", load: () => import("./commands/events.ts") },
  { name: "exec", short: "Execute a command in a running container", load: () => import("./commands/exec.ts") },
  {
    name: "export",
    short: "Export a service container's filesystem as a tar archive",
    load: () => import("./commands/export.ts"),
  },
  { name: "images", short: "List images used by the created containers", load: () => import("./commands/images.ts") },
  { name: "kill", short: "Force stop service containers", load: () => import("./commands/kill.ts") },
  { name: "logs", short: "View output from containers", load: () => import("./commands/logs.ts") },
  { name: "ls", short: "List running compose projects", load: () => import("./commands/ls.ts") },
  { name: "pause", short: "Pause services", load: () => import("./commands/pause.ts") },
  {
    name: "plan",
    section: "own",
    short: "Show what up would do, and why",
    load: () => import("./commands/plan.ts"),
  },
  { name: "port", short: "Print the public port for a port binding", load: () => import("./commands/port.ts") },
  { name: "ps", short: "List containers", load: () => import("./commands/ps.ts") },
  { name: "publish", short: "Publish compose application", load: () => import("./commands/publish.ts") },
  { name: "pull", short: "Pull service images", load: () => import("./commands/pull.ts") },
  { name: "push", short: "Push service images", load: () => import("./commands/push.ts") },
  { name: "restart", short: "Restart service containers", load: () => import("./commands/restart.ts") },
  {
    name: "rollback",
    section: "own",
    short: "Bring services up as they were before",
    load: () => import("./commands/rollback.ts"),
  },
  { name: "rm", short: "Removes stopped service containers", load: () => import("./commands/rm.ts") },
  { name: "run", short: "Run a one-off command on a service", load: () => import("./commands/run.ts") },
  { name: "scale", short: "Scale services ", load: () => import("./commands/scale.ts") },
  { name: "start", short: "Start services", load: () => import("./commands/start.ts") },
  {
    name: "stats",
    short: "Display a live stream of container(s) resource usage statistics",
    load: () => import("./commands/stats.ts"),
  },
  { name: "stop", short: "Stop services", load: () => import("./commands/stop.ts") },
  { name: "top", short: "Display the running processes", load: () => import("./commands/top.ts") },
  { name: "unpause", short: "Unpause services", load: () => import("./commands/unpause.ts") },
  { name: "up", short: "Create and start containers", load: () => import("./commands/up.ts") },
  {
    name: "version",
    short: "Show the Docker Compose version information",
    load: () => import("./commands/version.ts"),
  },
  { name: "volumes", short: "List volumes", load: () => import("./commands/volumes.ts") },
  {
    name: "wait",
    short: "Block until containers of all (or specified) services stop.",
    load: () => import("./commands/wait.ts"),
  },
  {
    name: "watch",
    short: "Watch build context for service and rebuild/refresh containers when files are updated",
    load: () => import("./commands/watch.ts"),
  },
];
