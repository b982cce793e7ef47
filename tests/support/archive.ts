import { byteStringText } from "../../src/formats/tar/entry.ts";
import { TarReader } from "../../src/formats/tar/reader.ts";

/** Name → bytes of the files of an archive. */
export function filesOfArchive(archive: Uint8Array): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let name: string | undefined;
  let parts: Buffer[] = [];
  const reader = new TarReader();
  for (const event of reader.read(archive)) {
    if (event.kind === "entry") name = event.entry.type === "file" ? byteStringText(event.entry.name) : undefined;
    else if (event.kind === "data") parts.push(Buffer.from(event.bytes));
    else {
      if (name !== undefined) files.set(name, Buffer.concat(parts));
      parts = [];
    }
  }
  reader.finish();
  return files;
}

/** Names of all that is in an archive, in its order. */
export function namesOfArchive(archive: Uint8Array): string[] {
  const names: string[] = [];
  for (const event of new TarReader().read(archive))
    if (event.kind === "entry") names.push(byteStringText(event.entry.name));
  return names;
}
