import { list, parsedList } from "../flags/lists.ts";
import { bool, string } from "../flags/scalars.ts";
import { parseMount } from "./mount.ts";

/** Flags about files and logs. */
export const storageFlags = {
  "log-driver": string({ usage: "Where the output is kept" }),
  "log-opt": list({ usage: "Option of the log driver" }),
  mount: parsedList({ type: "mount", usage: "Mount a file system", parse: parseMount }),
  "storage-opt": list({ usage: "Option of the storage driver" }),
  tmpfs: list({ usage: "Mount a file system in memory" }),
  "use-api-socket": bool({ usage: "Bind the engine's socket, with the user's credentials for it" }),
  volume: list({ short: "v", usage: "Mount a folder of the host or a volume" }),
  "volume-driver": string({ usage: "Driver of the volumes" }),
  "volumes-from": list({ usage: "Mount the volumes of other containers" }),
};
