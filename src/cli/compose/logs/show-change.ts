import { labels } from "#compose/labels.ts";
import type { MonitorEvent } from "#compose/observe/monitor.ts";
import type { LogView } from "./log-view.ts";

/** What became of a container, between the lines of logs. */
export function showChange(view: LogView, { change, source, exitCode, isRestarting, attributes }: MonitorEvent): void {
  if (change === "exited") view.status(source, `exited with code ${exitCode}${isRestarting ? " (restarting)" : ""}`);
  if (change === "recreated") view.status(attributes[labels.replaces] ?? "", "has been recreated");
}
