import { readFileSync } from "node:fs";
import { realpath } from "node:fs/promises";
import type { MountPoint } from "#api/types.gen.ts";
import { holdsFolder } from "#core/container/create/plan-volumes.ts";
import { sourceNotShared } from "#core/container/errors.ts";

/**
 * Binds that are to be shared, or a slave, need a source on a mount that is one: the kernel would make them private and
 * say nothing. A source that holds the engine's own folder is a slave without having been asked for, and need not be one.
 * @throws system in Docker's words
 */
export async function checkPropagation(points: readonly MountPoint[], dataRoot: string): Promise<void> {
  for (const { Type, Source, Propagation } of points) {
    if (Type !== "bind" || !/^r?(shared|slave)$/.test(Propagation)) continue;
    if (Propagation === "rslave" && holdsFolder(Source, dataRoot)) continue;
    const shared = Propagation.endsWith("shared");
    const source = await realpath(Source).catch(() => Source);
    const mount = mountOf(source, readFileSync("/proc/self/mountinfo", "utf8"));
    const fits = mount.tags.some((tag) => tag.startsWith("shared:") || (!shared && tag.startsWith("master:")));
    if (!fits) throw sourceNotShared(Source, mount.path, shared ? "shared" : "shared or slave");
  }
}

/** The mount that a path is on: the last of those with the longest mount point above it. */
function mountOf(path: string, mountinfo: string): { readonly path: string; readonly tags: readonly string[] } {
  let found = { path: "/", tags: [] as string[] };
  for (const line of mountinfo.split("\n")) {
    const fields = line.split(" ");
    const point = (fields[4] ?? "").replace(/\\(\d{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    );
    const above = point === "/" || path === point || path.startsWith(`${point}/`);
    if (point === "" || !above || point.length < found.path.length) continue;
    const end = fields.indexOf("-", 6);
    found = { path: point, tags: fields.slice(6, end === -1 ? 6 : end) };
  }
  return found;
}
