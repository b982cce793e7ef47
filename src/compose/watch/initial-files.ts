import { lstatSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { NamedService } from "../named-service.ts";
import { isBindMounted, type Mapping, type WatchRule } from "./rules.ts";

/** Files of a rule that changed after its service's image was made. @param madeMs when that was, since 1970 @throws Error where the path is not there */
export function initialFiles(rule: WatchRule, service: NamedService, madeMs: number): Mapping[] {
  const { path: root = "" } = rule.trigger;
  const stat = statSync(root);
  const found: Mapping[] = [];
  const take = (path: string, changedMs: number): void => {
    const mapping = changedMs < madeMs ? undefined : rule.matches(path);
    if (mapping !== undefined) found.push(mapping);
  };
  if (stat.isFile() && !isBindMounted(service, root)) take(root, stat.mtimeMs);
  if (stat.isDirectory()) walk(root);
  return found;

  function walk(folder: string): void {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, basename(name));
      if (isBindMounted(service, path)) continue;
      const entry = lstatSync(path);
      if (!entry.isDirectory()) take(path, entry.mtimeMs);
      else if (rule.matches(path) !== undefined || (rule.trigger.include ?? []).length > 0) walk(path);
    }
  }
}
