import { open } from "node:fs/promises";

/** Makes a file's bytes, or the names in a folder, survive a power cut. @see fsync(2) */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
