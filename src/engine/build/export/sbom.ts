import type { Digest } from "#base/digest.ts";
import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { BuildError } from "#core/build/errors.ts";
import type { ExportableImage } from "#core/build/exporter.ts";
import type { Predicate } from "#core/build/image/attestation.ts";
import type { BuiltLayer } from "#core/build/image/documents.ts";
import type { Tree } from "#core/build/tree.ts";
import type { Catalogue } from "#formats/packages/package.ts";
import { familiarText, parseReference } from "#formats/reference/reference.ts";
import { cycloneDxDocument, cycloneDxPredicateType } from "#formats/sbom/cyclonedx.ts";
import { spdxDocument, spdxPredicateType } from "#formats/sbom/spdx.ts";
import type { SbomSubject } from "#formats/sbom/subject.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import type { ExportRoom } from "./room.ts";

export interface SbomOptions {
  readonly formats: readonly SbomFormat[];
}

type SbomFormat = keyof typeof documents;

const documents = {
  spdx: { predicateType: spdxPredicateType, suffix: ".spdx.json", write: spdxDocument },
  cyclonedx: { predicateType: cycloneDxPredicateType, suffix: ".cdx.json", write: cycloneDxDocument },
} as const;

/** A bill of materials, and what it is called where it is a file. */
export interface Sbom extends Predicate {
  readonly fileName: string;
}

/** What is to be catalogued: an image that was written, or only its files. */
export interface SbomQuestion {
  readonly image: ExportableImage;
  readonly names: readonly string[];
  /** RFC 3339. */
  readonly created: string;
  readonly written?: { readonly manifest: Digest; readonly layers: readonly BuiltLayer[] };
  readonly options: SbomOptions;
}

/**
 * `--attest type=sbom,format=…`: `spdx` (as BuildKit has it), `cyclonedx`, or both with a `+` between.
 * @throws BuildError · not-implemented for generators, which are images
 */
export function sbomOptions(attributes: Readonly<Record<string, string>>): SbomOptions {
  const { format = "spdx", generator, type: _, disabled: __, ...others } = attributes;
  if (generator !== undefined) throw notSupported(`the SBOM generator ${generator}`);
  const [other] = Object.keys(others);
  if (other !== undefined) throw notSupported(`attribute ${other} of the attestation sbom`);
  const formats = [...new Set(format.toLowerCase().split("+"))];
  const unknown = formats.find((name) => !(name in documents));
  if (unknown !== undefined) throw new BuildError("invalid-argument", `invalid SBOM format "${unknown}"`);
  return { formats: formats as SbomFormat[] };
}

/** What an image holds, and what else its Dockerfile wants to be told of. */
export async function sbomsOf(op: Op, room: ExportRoom, question: SbomQuestion): Promise<Sbom[]> {
  const { image, names, created, written, options } = question;
  const [name] = names;
  const about = { created, tool: room.tool };
  const own = await catalogueOf(op, room, { tree: image.tree, declared: false, withLayers: written !== undefined });
  const subjects: SbomSubject[] = [
    {
      title: "sbom",
      name: name === undefined ? "image" : familiarText(parseReference(name)),
      ...{ ...about, kind: "image", catalogue: own },
      ...(written === undefined ? {} : { digest: written.manifest, layers: blobsOf(image.tree, written.layers) }),
    },
  ];
  for (const scanned of image.scanned) {
    const isContext = scanned.name === "context";
    const wish = { tree: scanned.tree, declared: isContext, withLayers: false };
    const catalogue = await catalogueOf(op, room, wish);
    const title = `sbom-${scanned.name}`;
    subjects.push({ ...about, title, name: scanned.name, kind: isContext ? "files" : "image", catalogue });
  }
  return subjects.flatMap((subject) =>
    options.formats.map((format) => {
      const { predicateType, suffix, write } = documents[format];
      return { predicateType, predicate: write(subject), fileName: `${subject.title}${suffix}` };
    }),
  );
}

/** The blob of each layer of the tree: of a squashed image one is several. */
function blobsOf({ layers: trees }: Tree, layers: readonly BuiltLayer[]): string[] {
  return trees.flatMap((_, at) => layers[Math.min(at, layers.length - 1)]?.descriptor.digest ?? []);
}

interface CatalogueWish {
  readonly tree: Tree;
  readonly declared: boolean;
  readonly withLayers: boolean;
}

async function catalogueOf(
  op: Op,
  room: ExportRoom,
  { tree, declared, withLayers }: CatalogueWish,
): Promise<Catalogue> {
  if (tree.layers.length === 0) return { packages: [], files: [], notes: [] };
  const { trees } = room.context;
  using root = new FdHandle(await trees.open(op, tree));
  return await room.cataloguer.catalogue(op, root.fd, {
    declared,
    ...(withLayers ? { layers: trees.layerFolders(tree) } : {}),
  });
}
