import { join } from "node:path";
import type { EngineSettings } from "../settings.ts";

/** Where a container's log, hosts, hostname and resolv.conf lie (docs/state.md). */
export function containerFolder(settings: EngineSettings, id: string): string {
  return join(settings.dataRoot, "containers", id);
}

export function containersFolder(settings: EngineSettings): string {
  return join(settings.dataRoot, "containers");
}

export function jsonLogPath(settings: EngineSettings, id: string): string {
  return join(containerFolder(settings, id), `${id}-json.log`);
}
