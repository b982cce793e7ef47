import type { Op } from "#base/op.ts";
import type { ExportRequest, ExportSpec } from "#core/build/contract.ts";
import type { ExportableResult, ExportContext } from "#core/build/exporter.ts";
import type { KnownFolders } from "#core/build/kept-folders.ts";
import type { FileWorker } from "#core/files/contract.ts";
import type { PackageCataloguer } from "#core/packages/contract.ts";
import type { Registries, RegistryAccess } from "#core/registry/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { ProxySettings } from "#registry/http/proxy.ts";
import type { BuiltImages } from "../../images/built-images.ts";
import type { ExportSteps } from "./export-steps.ts";

/** What exporters are made of; `daemon` wires it. */
export interface ExporterDependencies {
  readonly images: BuiltImages;
  readonly files: FileWorker;
  readonly folders: KnownFolders;
  readonly registries: Pick<Registries, "repository">;
  /** On the way to services that keep caches, now. */
  readonly proxies: () => ProxySettings;
  readonly cataloguer: PackageCataloguer;
  /** This program, as statements about images name it. */
  readonly tool: { readonly name: string; readonly version: string };
  /** Pushes a name that the engine keeps. */
  readonly hostPlatform: Platform;
  readonly push: (op: Op, name: string, access: Omit<RegistryAccess, "actions">) => Promise<void>;
}

/** One export of a result. */
export interface ExportRoom extends ExporterDependencies {
  readonly result: ExportableResult;
  readonly request: ExportRequest;
  readonly spec: ExportSpec;
  /** Which of the request's exports it is: what the client knows it by. */
  readonly index: number;
  readonly context: ExportContext;
  readonly steps: ExportSteps;
  /** The build, for provenance. */
  readonly buildId: string;
  readonly startedAt: number;
}

export type ExportAnswer = Record<string, string>;
