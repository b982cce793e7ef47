import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import embedded from "../../dist/gantry-shim" with { type: "file" };

/**
 * Puts the shim's program, which is a part of this executable, into `folder` under a name made of its hash, so that an
 * upgrade never replaces one in use. Returns its path.
 */
export async function installShim(folder: string): Promise<string> {
  const program = await readFile(embedded);
  const hash = createHash("sha256").update(program).digest("hex").slice(0, 16);
  const path = join(folder, `gantry-shim-${hash}`);
  if (await Bun.file(path).exists()) return path;
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, program);
  await chmod(temporary, 0o755);
  await rename(temporary, path);
  return path;
}
