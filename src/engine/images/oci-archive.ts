import { invalidArchive } from "#core/image/errors.ts";
import { decodeLayoutIndex } from "#formats/oci/decode.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { FieldReader, parseJson } from "#formats/oci/json.ts";
import { archiveName } from "./archive-name.ts";
import type { IncomingImage } from "./docker-archive.ts";
import type { SpooledArchive } from "./spool.ts";

/** Whether the archive is an OCI image layout (image spec, image-layout.md), which wins over `manifest.json`. */
export function isOciArchive(archive: SpooledArchive): boolean {
  return archive.documents.has("oci-layout");
}

/**
 * The images of an OCI layout: what its index names.
 * @throws invalid-argument also for a blob that is not what its name says
 */
export function readOciArchive(archive: SpooledArchive): IncomingImage[] {
  const layout = new FieldReader(
    parseJson(archive.documents.get("oci-layout") ?? Buffer.alloc(0), "oci-layout"),
    "oci-layout",
  );
  const version = layout.string("imageLayoutVersion") ?? "";
  if (version !== "1.0.0") throw invalidArchive(`unsupported OCI version ${version}`);
  const document = archive.documents.get("index.json");
  if (document === undefined) throw invalidArchive("missing index.json in OCI layout 1.0.0");
  checkBlobNames(archive);
  return decodeLayoutIndex(document).manifests.map((target) => ({ target, name: nameOf(target) }));
}

function checkBlobNames(archive: SpooledArchive): void {
  for (const [name, { digest }] of archive.blobs) {
    const hex = /^blobs\/sha256\/(.*)$/.exec(name)?.[1];
    if (hex !== undefined && `sha256:${hex}` !== digest) {
      throw invalidArchive(`failed to ingest ${JSON.stringify(name)}: unexpected commit digest ${digest}`);
    }
  }
}

/** The full name, else the layout's own name where it is one; a bare tag names no repository. */
function nameOf(target: Descriptor): string | undefined {
  const full = target.annotations?.["io.containerd.image.name"];
  const own = target.annotations?.["org.opencontainers.image.ref.name"];
  const name = full ?? (own !== undefined && /[/:]/.test(own) ? own : undefined);
  return name === undefined || name === "" ? undefined : archiveName(name);
}
