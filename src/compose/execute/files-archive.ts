import { toByteString } from "#formats/tar/entry.ts";
import { tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import type { InjectedFile } from "../plan/operation.ts";

/** Files as a tar archive that is unpacked at the root. @param now milliseconds since 1970, their time */
export async function* filesArchive(files: readonly InjectedFile[], now: number): AsyncGenerator<Uint8Array> {
  for (const { target, content, mode, uid, gid } of files) {
    const data = new TextEncoder().encode(content);
    const name = toByteString(new TextEncoder().encode(target.replace(/^\/+/, "")));
    const mtimeSeconds = Math.trunc(now / 1000);
    yield tarHeader({ type: "file", name, sizeBytes: data.length, mode, uid, gid, mtimeSeconds });
    yield data;
    yield tarPadding(data.length);
  }
  yield tarEnd();
}
