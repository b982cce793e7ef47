import type { Entitlements } from "./entitlements.ts";
import { BakeError } from "./errors.ts";
import { matchesGlob } from "./globs.ts";
import { mergeTargets, normalized } from "./merge.ts";
import { type Overrides, overridden } from "./overrides.ts";
import type { BakeConfig, BakeGroup, BakeTarget } from "./target.ts";

export interface Selection {
  readonly targets: ReadonlyMap<string, BakeTarget>;
  readonly groups: ReadonlyMap<string, BakeGroup>;
}

/** The targets that are to be built for those names, groups and patterns, and what they need. @throws BakeError */
export function select(
  config: BakeConfig,
  wanted: readonly string[],
  overrides: Overrides,
  allowed: Entitlements,
): Selection {
  return new Selector(config, overrides, allowed).select(wanted);
}

const mostInherited = 100_000;

class Selector {
  readonly #config: BakeConfig;
  readonly #overrides: Overrides;
  readonly #allowed: Entitlements;
  readonly #targets = new Map<string, BakeTarget>();
  readonly #groups = new Map<string, BakeGroup>();
  #steps = 0;

  constructor(config: BakeConfig, overrides: Overrides, allowed: Entitlements) {
    this.#config = config;
    this.#overrides = overrides;
    this.#allowed = allowed;
  }

  select(wanted: readonly string[]): Selection {
    const names = [...new Set(wanted.map((name) => name.replaceAll(".", "_")).flatMap((name) => this.#matching(name)))];
    for (const name of names) {
      const found = this.#group(name, new Map());
      for (const target of new Set(found.targets)) this.#targets.set(target, this.#resolve(target));
      for (const group of new Set(found.groups)) this.#groups.set(group, this.#groupNamed(group)!);
    }
    this.#addDefault(names);
    for (const name of [...this.#targets.keys()]) this.#link(name, []);
    return { targets: this.#targets, groups: this.#groups };
  }

  #groupNamed(name: string): BakeGroup | undefined {
    return this.#config.groups.find((group) => group.name === name);
  }

  #matching(pattern: string): string[] {
    if (!/[*?[\]]/.test(pattern)) return [pattern];
    const all = [...this.#config.groups, ...this.#config.targets].map(({ name }) => name);
    const names = all.filter((name) => matchesGlob(pattern, name) === true);
    if (names.length === 0) throw new BakeError(`could not find any target matching ${JSON.stringify(pattern)}`);
    return names;
  }

  /** What was asked for by name is the group of that name, or one made of it. */
  #addDefault(names: readonly string[]): void {
    const existing = this.#groups.get("default");
    const added = names.filter((name) => existing === undefined || name !== "default");
    if (existing !== undefined && existing.targets === undefined && added.length === 0) return;
    const targets = new Set([...(existing?.targets ?? []), ...added]);
    this.#groups.set("default", { name: "default", ...existing, targets: [...targets].sort() });
  }

  #group(name: string, visited: Map<string, Members>): Members {
    const known = visited.get(name);
    if (known !== undefined) return known;
    const group = this.#groupNamed(name);
    if (group === undefined) return { targets: [name], groups: [] };
    visited.set(name, { targets: [], groups: [] });
    const [targets, groups]: [Set<string>, Set<string>] = [new Set(), new Set([name])];
    for (const member of group.targets ?? []) {
      const inner = this.#group(member, visited);
      for (const target of inner.targets.length > 0 ? inner.targets : [member]) targets.add(target);
      for (const one of inner.groups) groups.add(one);
    }
    const members = { targets: [...targets], groups: [...groups] };
    visited.set(name, members);
    return members;
  }

  #resolve(name: string): BakeTarget {
    const { inherits: _, ...target } = this.#target(name, new Map())!;
    return {
      ...target,
      context: target.context ?? ".",
      dockerfile: target.dockerfile === undefined || target.dockerfile === "" ? "Dockerfile" : target.dockerfile,
    };
  }

  /** A target with what it inherits; nothing where it is asked for within itself. */
  #target(name: string, visited: Map<string, BakeTarget | undefined>): BakeTarget | undefined {
    if (visited.has(name)) return visited.get(name);
    this.#steps += 1;
    if (this.#steps > mostInherited) throw new BakeError("targets inherit from too many others");
    visited.set(name, undefined);
    const own = this.#config.targets.find((target) => target.name === name);
    if (own === undefined) throw new BakeError(`failed to find target ${name}`);
    let inherited: BakeTarget = { name };
    for (const parent of own.inherits ?? []) {
      const target = this.#target(parent, visited);
      if (target !== undefined) inherited = mergeTargets(inherited, target);
    }
    const merged = mergeTargets(mergeTargets({ name }, inherited), own);
    const result = normalized(overridden(merged, this.#overrides.get(name), this.#allowed));
    visited.set(name, result);
    return result;
  }

  /** Adds the targets that one has as contexts. */
  #link(name: string, visited: readonly string[]): void {
    const path = [...visited, name];
    for (const context of this.#targets.get(name)!.contexts?.values() ?? []) {
      if (!context.startsWith("target:")) continue;
      const linked = context.slice("target:".length);
      if (linked === name) throw new BakeError(`target ${linked} cannot link to itself`);
      if (path.includes(linked)) throw new BakeError(`infinite loop from ${name} to ${linked}`);
      if (!this.#targets.has(linked))
        this.#targets.set(linked, {
          ...this.#resolve(linked),
          outputs: [{ type: "cacheonly", attributes: new Map(), destination: "" }],
          isLinked: true,
        });
      this.#link(linked, path);
      this.#inheritEntitlements(name, linked);
    }
  }

  #inheritEntitlements(name: string, linked: string): void {
    const [target, other] = [this.#targets.get(name)!, this.#targets.get(linked)!];
    const entitlements = [...new Set([...(target.entitlements ?? []), ...(other.entitlements ?? [])])];
    this.#targets.set(name, { ...target, entitlements });
    const [own, others] = [target.platforms ?? [], other.platforms ?? []];
    if (own.length > 1 && others.length > 1 && !own.every((platform) => others.includes(platform)))
      throw new BakeError(
        `target ${linked} can't be used by ${name} because its platforms [${own.join(" ")}] are not a subset of [${others.join(" ")}]`,
      );
  }
}

interface Members {
  readonly targets: readonly string[];
  readonly groups: readonly string[];
}
