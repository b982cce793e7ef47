import type { Op } from "#base/op.ts";
import type { BlobDigest } from "#registry-server/digest.ts";

/** A blob or manifest of the engine. */
export interface EngineFile {
  readonly path: string;
  readonly sizeBytes: number;
}

export type EngineManifest = EngineFile & { readonly digest: string; readonly mediaType: string };

/** A push that is to become an image of the engine. */
export interface EnginePush {
  readonly repository: string;
  readonly tag: string;
  readonly target: { readonly digest: string; readonly mediaType: string; readonly size: number };
  readonly files: ReadonlyArray<{ readonly digest: string; readonly sizeBytes: number; readonly path: string }>;
}

/** What a registry asks the engine that it belongs to; between threads. */
export interface EngineCalls {
  manifest(repository: string, reference: { tag: string } | { digest: string }): Promise<EngineManifest | undefined>;
  blob(repository: string, digest: string): Promise<EngineFile | undefined>;
  tags(repository: string): Promise<string[]>;
  repositories(): Promise<string[]>;
  has(digest: string): Promise<boolean>;
  receive(push: EnginePush): Promise<void>;
}

export type EngineCall = keyof EngineCalls;

/** From the engine's thread to the registry's. */
export type ToRegistryWorker =
  | { readonly kind: "start"; readonly options: import("#cli/registry/serve-registry.ts").ServeRegistryOptions }
  | {
      readonly kind: "answer";
      readonly id: number;
      readonly value?: unknown;
      readonly error?: import("#sys/encoded-error.ts").EncodedError;
    }
  | { readonly kind: "stop" };

/** And back. */
export type FromRegistryWorker =
  | { readonly kind: "ask"; readonly id: number; readonly call: EngineCall; readonly args: readonly unknown[] }
  | { readonly kind: "listening"; readonly url: string }
  | { readonly kind: "failed"; readonly error: import("#sys/encoded-error.ts").EncodedError }
  | { readonly kind: "stopped" }
  | {
      readonly kind: "log";
      readonly level: keyof Op["log"];
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>>;
    };

/** For files: digests that only this registry knows are none of the engine's. */
export function isEngineDigest(digest: BlobDigest): boolean {
  return digest.startsWith("sha256:");
}
