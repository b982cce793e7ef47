import type { CommandEntry } from "../../command.ts";
import { loadBuild } from "./load-build.ts";

export const imageCommands: readonly CommandEntry[] = [
  { name: "build", short: "Make an image from a Dockerfile", load: loadBuild },
  { name: "history", short: "Show how an image was made", load: () => import("./history.ts") },
  { name: "import", short: "Make an image from the files of a tar archive", load: () => import("./import.ts") },
  { name: "inspect", short: "Show everything the engine knows about images", load: () => import("./inspect.ts") },
  { name: "load", short: "Read images from a tar archive or standard input", load: () => import("./load.ts") },
  { name: "log", short: "Show what a name stood for before", load: () => import("./log.ts") },
  { name: "ls", aliases: ["list"], short: "Show images", load: () => import("./ls.ts") },
  { name: "prune", short: "Remove images that nothing uses", load: () => import("./prune.ts") },
  { name: "pull", short: "Fetch an image from a registry", load: () => import("./pull.ts") },
  { name: "push", short: "Send an image to a registry", load: () => import("./push.ts") },
  { name: "rm", aliases: ["remove"], short: "Remove images", load: () => import("./rm.ts") },
  { name: "rollback", short: "Give a name the image back that it stood for", load: () => import("./rollback.ts") },
  {
    name: "save",
    short: "Write images into a tar archive (to standard output unless told otherwise)",
    load: () => import("./save.ts"),
  },
  { name: "tag", short: "Give an image another name", load: () => import("./tag.ts") },
];
