import { readdirSync } from "node:fs";
import { join } from "node:path";
import { succeed } from "./command.ts";
import { projectFolder } from "./peers.ts";

/** Builds the Debian package into a folder; gives its path. */
export async function buildPackage(folder: string): Promise<string> {
  const program = join(projectFolder, "tools/deb.ts");
  await succeed([process.execPath, "run", program, "--quick", "--output", folder], { timeoutMs: 120_000 });
  const name = readdirSync(folder).find((file) => file.endsWith(".deb"));
  if (name === undefined) throw new Error(`no package in ${folder}`);
  return join(folder, name);
}
