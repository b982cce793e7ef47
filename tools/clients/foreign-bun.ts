import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ClientTarget } from "./targets.ts";

const cache = "node_modules/.cache/gantry/bun";

/** Bun's program for another system, of the version that runs here, by its npm package; fetched once. */
export function foreignBun({ bunPackage, npm }: ClientTarget): string {
  const name = npm.os === "win32" ? "bun.exe" : "bun";
  const folder = resolve(cache, Bun.version, bunPackage.replace("@oven/", ""));
  const program = join(folder, "package/bin", name);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(resolve(cache, "fetched-"));
  try {
    const packed = ["pack", `${bunPackage}@${Bun.version}`, "--silent", "--pack-destination", partial];
    const archive = execFileSync("npm", packed, { encoding: "utf8" }).trim();
    execFileSync("tar", ["xzf", join(partial, archive), "-C", partial, `package/bin/${name}`]);
    rmSync(join(partial, archive));
    mkdirSync(join(folder, ".."), { recursive: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return program;
}
