import { digestOf } from "#base/digest-of.ts";
import type { FrontendResult, HistoryAttachment, PlatformResult } from "#core/build/contract.ts";
import { provenanceOf } from "#core/build/image/provenance.ts";
import type { FrontendRequest } from "#core/build/request.ts";
import type { Descriptor, Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";

/** What a build that has ended is remembered with. */
export interface HistoryDocuments {
  readonly attachments: readonly HistoryAttachment[];
  /** Those of them that nothing else keeps, as text. */
  readonly texts: readonly string[];
}

export interface EndedBuild {
  readonly id: string;
  readonly request: FrontendRequest | undefined;
  readonly built: FrontendResult | undefined;
  /** What the exporters said. */
  readonly said: Readonly<Record<string, string>>;
  readonly hostPlatform: Platform;
  readonly createdAt: number;
  readonly completedAt: number;
}

const none: HistoryDocuments = { attachments: [], texts: [] };

/** As BuildKit, which remembers whole provenance of each build, whether its client asks for it or not. */
export function historyDocuments(build: EndedBuild): HistoryDocuments {
  const { request, built } = build;
  if (request === undefined || built === undefined) return none;
  const attachments: HistoryAttachment[] = [];
  const texts: string[] = [];
  for (const image of built.images) {
    const { predicateType, predicate } = provenance(build, request, image);
    const text = JSON.stringify(predicate, undefined, 2);
    texts.push(text);
    attachments.push({
      of: "statement",
      platform: built.index ? image.key : undefined,
      descriptor: {
        mediaType: "application/vnd.in-toto+json",
        digest: digestOf(Buffer.from(text)),
        size: Buffer.byteLength(text),
        annotations: { "in-toto.io/predicate-type": predicateType },
      },
    });
  }
  return { attachments: [...attachments, ...imageOf(build)], texts };
}

function provenance(build: EndedBuild, request: FrontendRequest, { key, materials }: PlatformResult) {
  const facts = {
    ...{ request, materials, platform: key, invocationId: build.id },
    builderPlatform: platformText(build.hostPlatform),
    startedAt: new Date(build.createdAt).toISOString(),
    finishedAt: new Date(build.completedAt).toISOString(),
    reproducible: (request.buildArgs["SOURCE_DATE_EPOCH"] ?? "") !== "",
  };
  return provenanceOf(facts, { mode: "max", version: "v0.2", builderId: "" });
}

function imageOf({ said }: EndedBuild): HistoryAttachment[] {
  const encoded = said["containerimage.descriptor"];
  if (encoded === undefined) return [];
  const { mediaType, digest, size } = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as Descriptor;
  return [{ of: "image", platform: undefined, descriptor: { mediaType, digest, size } }];
}
