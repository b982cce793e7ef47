import { EngineError } from "#base/errors.ts";
import type { CacheLocation, ExportRequest, ExportSpec } from "#core/build/contract.ts";
import type { CacheOptions, SolveRequest } from "../gen/control.gen.ts";
import { attestationsOf } from "./attestations.ts";
import { integerOf } from "./option-values.ts";

type Wanted = Omit<ExportRequest, "request">;

interface TypedAttributes {
  readonly Type: string;
  readonly Attrs: Readonly<Record<string, string>>;
}

const types: readonly string[] = ["image", "moby", "local", "tar", "oci", "docker", "registry"];

/** What a build's end is to be. @throws not-found for an exporter that is none · invalid-argument · not-implemented */
export function exportRequest(request: SolveRequest, frontendOptions: Readonly<Record<string, string>>): Wanted {
  const epoch = frontendOptions["build-arg:SOURCE_DATE_EPOCH"] ?? "";
  return {
    exports: exportersOf(request).map(specOf),
    cacheExports: cacheExports(request.Cache),
    attestations: attestationsOf(frontendOptions),
    ...(epoch === "" ? {} : { sourceDateEpoch: integerOf("SOURCE_DATE_EPOCH", epoch) }),
  };
}

/** What a client of before BuildKit 0.13 sends stands alone. */
function exportersOf(request: SolveRequest): readonly TypedAttributes[] {
  if (request.Exporters.length > 0 || request.ExporterDeprecated === "") return request.Exporters;
  return [{ Type: request.ExporterDeprecated, Attrs: request.ExporterAttrsDeprecated }];
}

function specOf({ Type: type, Attrs: attributes }: TypedAttributes): ExportSpec {
  if (!types.includes(type)) throw new EngineError("not-found", `exporter "${type}" could not be found`);
  return { type: type as ExportSpec["type"], attributes };
}

function cacheExports(cache: CacheOptions | undefined): CacheLocation[] {
  const old = cache?.ExportRefDeprecated ?? "";
  const oldExport = old === "" ? [] : [{ type: "registry", attributes: { ...cache?.ExportAttrsDeprecated, ref: old } }];
  return [...oldExport, ...(cache?.Exports ?? []).map(locationOf)];
}

/** Where a build may find what it need not do. */
export function cacheImports(request: SolveRequest): CacheLocation[] {
  const old = (request.Cache?.ImportRefsDeprecated ?? []).map((ref) => ({ type: "registry", attributes: { ref } }));
  return [...old, ...(request.Cache?.Imports ?? []).map(locationOf)];
}

function locationOf({ Type: type, Attrs: attributes }: TypedAttributes): CacheLocation {
  return { type, attributes };
}
