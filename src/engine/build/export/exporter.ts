import { randomBytes } from "node:crypto";
import type { Op } from "#base/op.ts";
import { checkCacheExports } from "#core/build/cache/cache-types.ts";
import type { ExportRequest, ExportSpec, WantedExports } from "#core/build/contract.ts";
import type { BuildExporter, ExportableResult, ExportContext } from "#core/build/exporter.ts";
import { imageAttributes } from "#core/build/image/attributes.ts";
import { exportCaches } from "../cache-export/export-caches.ts";
import { archiveAttributes, exportArchive } from "./archive-export.ts";
import { checkAttestations } from "./attestations.ts";
import { ExportSteps } from "./export-steps.ts";
import { exportImage } from "./image-export.ts";
import type { ExportAnswer, ExporterDependencies, ExportRoom } from "./room.ts";
import { exportFolder, exportTar } from "./tree-export.ts";

type Export = (op: Op, room: ExportRoom) => Promise<ExportAnswer>;

interface Kind {
  readonly name: string;
  readonly run: Export;
  /** @throws BuildError · not-implemented */
  readonly check: (spec: ExportSpec) => unknown;
}

const exporters: Readonly<Record<ExportSpec["type"], Kind>> = {
  image: { name: "exporting to image", run: exportImage, check: imageAttributes },
  moby: { name: "exporting to image", run: exportImage, check: imageAttributes },
  registry: { name: "exporting to image", run: exportImage, check: imageAttributes },
  oci: { name: "exporting to oci image format", run: exportArchive, check: archiveAttributes },
  docker: { name: "exporting to docker image format", run: exportArchive, check: archiveAttributes },
  local: { name: "exporting to client directory", run: exportFolder, check: () => {} },
  tar: { name: "exporting to client tarball", run: exportTar, check: () => {} },
};

/** Writes results of builds to where their clients want them. */
export class Exporter implements BuildExporter {
  readonly #dependencies: ExporterDependencies;

  constructor(dependencies: ExporterDependencies) {
    this.#dependencies = dependencies;
  }

  check({ exports, cacheExports, attestations }: WantedExports): void {
    checkCacheExports(cacheExports);
    checkAttestations(attestations);
    for (const spec of exports) exporters[spec.type].check(spec);
  }

  async export(
    op: Op,
    result: ExportableResult,
    request: ExportRequest,
    context: ExportContext,
  ): Promise<Record<string, string>> {
    const answer: Record<string, string> = {};
    const startedAt = Date.now();
    const buildId = randomBytes(12).toString("hex");
    for (const [index, spec] of request.exports.entries()) {
      const { name, run } = exporters[spec.type];
      const steps = new ExportSteps(context.progress, name);
      const room = { ...this.#dependencies, result, request, spec, index, context, steps, buildId, startedAt };
      Object.assign(answer, await steps.run(() => run(op, room)));
    }
    Object.assign(answer, await exportCaches(op, this.#dependencies, { result, request, context }));
    return answer;
  }
}
