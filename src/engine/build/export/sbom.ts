import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { BuildError } from "#core/build/errors.ts";
import type { BuiltLayer } from "#core/build/image/documents.ts";
import type { Tree } from "#core/build/tree.ts";
import type { Catalogue } from "#formats/packages/package.ts";
import { familiarText, parseReference } from "#formats/reference/reference.ts";
import { cycloneDxDocument, cycloneDxPredicateType } from "#formats/sbom/cyclonedx.ts";
import { spdxDocument, spdxPredicateType } from "#formats/sbom/spdx.ts";
import type { SbomSubject } from "#formats/sbom/subject.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import type { ExportRoom } from "./room.ts";
import type { WrittenPlatform } from "./write-image.ts";

export interface SbomOptions {
  readonly formats: readonly SbomFormat[];
}

/** What is said of an image: the predicate of a statement. */
export interface Predicate {
  readonly predicateType: string;
  readonly predicate: object;
}

type SbomFormat = keyof typeof documents;

const documents = {
  spdx: { predicateType: spdxPredicateType, write: spdxDocument },
  cyclonedx: { predicateType: cycloneDxPredicateType, write: cycloneDxDocument },
} as const;

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
export async function sbomsOf(
  op: Op,
  room: ExportRoom,
  { platform, names, options }: { platform: WrittenPlatform; names: readonly string[]; options: SbomOptions },
): Promise<Predicate[]> {
  const { image, manifest, layers, created } = platform;
  const [name] = names;
  const about = { created, tool: room.tool };
  const own = await catalogueOf(op, room, { tree: image.tree, declared: false, withLayers: true });
  const subjects: SbomSubject[] = [
    {
      title: "sbom",
      name: name === undefined ? "image" : familiarText(parseReference(name)),
      ...{ ...about, kind: "image", digest: manifest.digest, catalogue: own },
      layers: blobsOf(image.tree, layers),
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
      const { predicateType, write } = documents[format];
      return { predicateType, predicate: write(subject) };
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
