import { segment } from "./path.ts";

/** A plugin's name in a path. @throws Error for one that cannot be */
export function pluginSegment(name: string): string {
  return segment(name, "plugin");
}
