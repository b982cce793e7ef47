import { join } from "node:path";
import type { EngineSettings } from "../settings.ts";

/** Where a container's log, hosts, hostname and resolv.conf lie (docs/state.md). */
export function containerFolder(settings: EngineSettings, id: string): string {
  return join(settings.dataRoot, "containers", id);
}

export function containersFolder(settings: EngineSettings): string {
  return join(settings.dataRoot, "containers");
}

/** Where the log of a container with this log driver is written; empty: nowhere. */
export function logPathOf(settings: EngineSettings, id: string, driver: string): string {
  const folder = containerFolder(settings, id);
  if (driver === "json-file") return join(folder, `${id}-json.log`);
  return driver === "local" ? join(folder, "local-logs", "container.log") : "";
}
