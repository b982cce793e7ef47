import { EngineError, notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BuildJob, ResolvedBase } from "#core/build/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import type { ResolveImageConfigRequest, ResolveSourceMetaRequest } from "../gen/gateway.gen.ts";
import type { Platform as SentPlatform } from "../gen/ops.gen.ts";
import { resolveModeOf } from "../requests/option-values.ts";

interface Asked<Request> {
  readonly request: Request;
  /** Where the client names none. */
  readonly platform: Platform;
}

/** The config of an image that a client asks for by its reference. @throws not-found · not-implemented */
export async function resolveImageConfig(
  op: Op,
  job: BuildJob,
  { request, platform }: Asked<ResolveImageConfigRequest>,
): Promise<{ Ref: string; Digest: string; Config: Uint8Array }> {
  if (request.ResolverType !== 0) throw notSupported("images of OCI layouts in BuildKit's gateway");
  const base = await resolve(op, job, { ...request, platform: platformOf(request.Platform) ?? platform });
  return { Ref: base.reference, ...answerOf(base) };
}

/** The same by a source, as `docker-image://…`. */
export async function resolveSource(
  op: Op,
  job: BuildJob,
  { request, platform }: Asked<ResolveSourceMetaRequest>,
): Promise<{ Source: { identifier: string }; Image: { Digest: string; Config: Uint8Array } }> {
  const identifier = request.Source?.identifier;
  if (identifier === undefined) throw new EngineError("invalid-argument", "source is required");
  const [, reference] = /^docker-image:\/\/(.*)$/.exec(identifier) ?? [];
  if (reference === undefined) throw notSupported(`metadata of the source ${identifier}`);
  const query = { ...request, Ref: reference, platform: platformOf(request.Platform) ?? platform };
  const base = await resolve(op, job, query);
  return { Source: { identifier: `docker-image://${base.reference}` }, Image: answerOf(base) };
}

interface Query {
  readonly Ref: string;
  readonly ResolveMode: string;
  readonly SourcePolicies: readonly unknown[];
  readonly platform: Platform;
}

function resolve(op: Op, job: BuildJob, { Ref, ResolveMode, SourcePolicies, platform }: Query): Promise<ResolvedBase> {
  if (SourcePolicies.length > 0) throw notSupported("source policies");
  return job.resolveImage(op, { reference: Ref, platform, mode: resolveModeOf(ResolveMode) });
}

function answerOf({ digest, config }: ResolvedBase): { Digest: string; Config: Uint8Array } {
  return { Digest: digest, Config: Buffer.from(JSON.stringify(config)) };
}

function platformOf(sent: SentPlatform | undefined): Platform | undefined {
  if (sent === undefined) return undefined;
  const { Architecture: architecture, OS: os, Variant: variant } = sent;
  return { architecture, os, ...(variant === "" ? {} : { variant }) };
}
