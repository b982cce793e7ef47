import { segment } from "./path.ts";

/** A plugin's name in a path. @throws Error for one that cannot be */
export function pluginSegment(name: string): string {
  if (name.trim() === "") throw new Error("invalid plugin name or ID: value is empty");
  return segment(name);
}
