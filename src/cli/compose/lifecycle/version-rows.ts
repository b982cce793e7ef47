import { isDeepStrictEqual } from "node:util";
import type { ProjectVersion } from "#api/types.gen.ts";
import { readYaml } from "#compose/file/read-yaml.ts";
import { isMap, type Tree } from "#compose/tree/value.ts";
import { humanAgo } from "../../format/human-duration.ts";

/** A version of a project as a list shows it. */
export interface VersionRow {
  readonly number: number;
  readonly time: string;
  /** Such as `2 hours ago`. */
  readonly since: string;
  /** Services that are not as in the version before; `+` and `-` stand before those that came and went. */
  readonly changed: readonly string[];
}

/** @param versions newest first @param nowMs since 1970 */
export function versionRows(versions: readonly ProjectVersion[], nowMs: number): VersionRow[] {
  const known = new Map<string, Known>();
  const rows = versions.toReversed().map((version) => ({
    number: version.N,
    time: version.Time,
    since: humanAgo(Date.parse(version.Time) / 1000, nowMs),
    changed: changedServices(version, known),
  }));
  return rows.reverse();
}

/** A service as it was last. */
interface Known {
  readonly definition: Tree;
  readonly image: string | undefined;
}

/** Brings what is known up to a version. */
function changedServices(version: ProjectVersion, known: Map<string, Known>): string[] {
  const services = servicesOf(version);
  const changed: string[] = [];
  for (const [name, definition] of services) {
    const now = { definition, image: version.Images?.[name] };
    const before = known.get(name);
    if (before === undefined) changed.push(`+${name}`);
    else if (!isDeepStrictEqual(now, before)) changed.push(name);
    known.set(name, now);
  }
  const isWhole = (version.Services ?? []).length === 0;
  for (const name of isWhole ? [...known.keys()].filter((each) => !services.has(each)) : []) {
    changed.push(`-${name}`);
    known.delete(name);
  }
  return changed;
}

function servicesOf(version: ProjectVersion): ReadonlyMap<string, Tree> {
  const tree = readYaml(version.Model)[0]?.tree;
  const services = tree !== undefined && isMap(tree) ? tree.get("services") : undefined;
  return services !== undefined && isMap(services) ? services : new Map();
}
