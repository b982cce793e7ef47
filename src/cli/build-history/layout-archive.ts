import type { AttachedDescriptor } from "#formats/build/build-record.ts";
import { textByteString } from "#formats/tar/entry.ts";
import { tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";

/** An OCI layout as a tar archive: the same content gives the same bytes. */
export function layoutArchive(top: AttachedDescriptor, blobs: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { annotations: _, ...descriptor } = top;
  const index = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [descriptor],
  };
  const named = [...blobs].map(([digest, bytes]) => [`blobs/${digest.replace(":", "/")}`, bytes] as const);
  const folders = ["blobs", ...new Set(named.map(([name]) => name.slice(0, name.lastIndexOf("/"))))];
  return Buffer.concat([
    ...folders.map((name) => tarHeader({ type: "directory", name: textByteString(`${name}/`), mode: 0o755 })),
    ...named.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, bytes]) => file(name, bytes)),
    ...file("index.json", Buffer.from(JSON.stringify(index))),
    ...file("oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}')),
    tarEnd(),
  ]);
}

function file(name: string, bytes: Uint8Array): Uint8Array[] {
  return [
    tarHeader({ type: "file", name: textByteString(name), mode: 0o444, sizeBytes: bytes.length }),
    bytes,
    tarPadding(bytes.length),
  ];
}
