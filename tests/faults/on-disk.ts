import { Disk } from "../support/disk.ts";
import { Engine, type EngineOptions } from "../support/engine.ts";
import { listFiles, type RandomImage } from "../support/images.ts";

/** An engine that has busybox, on a disk whose power can be cut. */
export async function onDisk(
  use: (engine: Engine, disk: Disk) => Promise<void>,
  options: EngineOptions = {},
): Promise<void> {
  await using engine = await Engine.create(options);
  const disk = new Disk(engine);
  await disk.mount();
  await engine.up();
  await engine.loadBusybox();
  try {
    await use(engine, disk);
  } catch (error) {
    // Bun prints nothing of it where the engine's end fails, too.
    console.error(error);
    throw error;
  }
}

/** What is wrong with the files of the image as a container sees them; empty when all are as they were loaded. */
export async function damageOf(engine: Engine, { tag, listing }: RandomImage): Promise<string> {
  const result = await engine.docker(["run", "--rm", "--network", "none", tag, ...listFiles]);
  if (result.code !== 0) return `${tag} does not run: ${result.stderr.slice(-300)}`;
  const seen = result.stdout.trim().split("\n").sort();
  const wrong = seen.filter((line, i) => line !== listing[i]).length;
  return seen.length === listing.length && wrong === 0 ? "" : `${tag}: ${seen.length} files, ${wrong} not as loaded`;
}

export async function statusOf(engine: Engine, path: string): Promise<number> {
  return (await engine.request("GET", path)).status;
}
