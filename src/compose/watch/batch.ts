import type { Mapping, WatchRule } from "./rules.ts";

/** What a handful of changes leads to, by service. */
export interface BatchActions {
  readonly rebuild: readonly string[];
  readonly sync: ReadonlyMap<string, readonly Mapping[]>;
  readonly restart: readonly string[];
  /** Rules whose commands run in containers, each once. */
  readonly exec: readonly WatchRule[];
}

export function batchActions(rules: readonly WatchRule[], paths: readonly string[]): BatchActions {
  const rebuild = new Set<string>();
  const sync = new Map<string, Mapping[]>();
  const restart = new Set<string>();
  const exec = new Set<WatchRule>();
  for (const path of paths)
    for (const rule of rules) {
      const mapping = rule.matches(path);
      if (mapping === undefined) continue;
      const { service, trigger } = rule;
      const { action = "" } = trigger;
      if (action === "rebuild") rebuild.add(service);
      if (action.startsWith("sync")) sync.set(service, [...(sync.get(service) ?? []), mapping]);
      if (action.endsWith("restart")) restart.add(service);
      if (action === "sync+exec") exec.add(rule);
    }
  return {
    rebuild: [...rebuild],
    sync,
    restart: [...restart],
    exec: rules.filter((rule) => exec.has(rule)),
  };
}
