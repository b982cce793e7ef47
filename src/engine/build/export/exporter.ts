import { randomBytes } from "node:crypto";
import type { Op } from "#base/op.ts";
import { checkCacheExports } from "#core/build/cache/cache-types.ts";
import type { ExportRequest, ExportSpec } from "#core/build/contract.ts";
import type { BuildExporter, ExportableResult, ExportContext } from "#core/build/exporter.ts";
import { exportArchive } from "./archive-export.ts";
import { ExportSteps } from "./export-steps.ts";
import { exportImage } from "./image-export.ts";
import type { ExportAnswer, ExporterDependencies, ExportRoom } from "./room.ts";
import { exportFolder, exportTar } from "./tree-export.ts";

type Export = (op: Op, room: ExportRoom) => Promise<ExportAnswer>;

const exporters: Readonly<Record<ExportSpec["type"], { readonly name: string; readonly run: Export }>> = {
  image: { name: "exporting to image", run: exportImage },
  moby: { name: "exporting to image", run: exportImage },
  registry: { name: "exporting to image", run: exportImage },
  oci: { name: "exporting to oci image format", run: exportArchive },
  docker: { name: "exporting to docker image format", run: exportArchive },
  local: { name: "exporting to client directory", run: exportFolder },
  tar: { name: "exporting to client tarball", run: exportTar },
};

/** Writes results of builds to where their clients want them. */
export class Exporter implements BuildExporter {
  readonly #dependencies: ExporterDependencies;

  constructor(dependencies: ExporterDependencies) {
    this.#dependencies = dependencies;
  }

  async export(
    op: Op,
    result: ExportableResult,
    request: ExportRequest,
    context: ExportContext,
  ): Promise<Record<string, string>> {
    checkCacheExports(request.cacheExports);
    const answer: Record<string, string> = {};
    const startedAt = Date.now();
    const buildId = randomBytes(12).toString("hex");
    for (const [index, spec] of request.exports.entries()) {
      const { name, run } = exporters[spec.type];
      const steps = new ExportSteps(context.progress, name);
      const room = { ...this.#dependencies, result, request, spec, index, context, steps, buildId, startedAt };
      Object.assign(answer, await steps.run(() => run(op, room)));
    }
    return answer;
  }
}
