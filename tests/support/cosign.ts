import { createHash, createSign, createVerify, type KeyObject } from "node:crypto";

/** A document or blob with what it is called by. */
export interface Artifact {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly bytes: Buffer;
}

/** A signature as cosign stores it: `manifest` under the tag, and the blobs that it names. */
export interface CosignSignature {
  readonly tag: string;
  readonly manifest: Artifact;
  readonly blobs: readonly Artifact[];
}

/**
 * Signs a manifest's digest as `cosign sign --key` does.
 * @see sigstore/cosign specs/SIGNATURE_SPEC.md
 */
export function cosignSignature(repository: string, digest: string, key: KeyObject): CosignSignature {
  const payload = artifact("application/vnd.dev.cosign.simplesigning.v1+json", {
    critical: {
      identity: { "docker-reference": repository },
      image: { "docker-manifest-digest": digest },
      type: "cosign container image signature",
    },
    optional: null,
  });
  const config = artifact("application/vnd.oci.image.config.v1+json", {
    architecture: "",
    os: "",
    config: {},
    history: [{}],
    rootfs: { type: "layers", diff_ids: [payload.digest] },
  });
  const signature = createSign("sha256").update(payload.bytes).sign(key).toString("base64");
  const annotations = { "dev.cosignproject.cosign/signature": signature };
  const manifest = artifact("application/vnd.oci.image.manifest.v1+json", {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: descriptor(config),
    layers: [{ ...descriptor(payload), annotations }],
  });
  return { tag: signatureTag(digest), manifest, blobs: [config, payload] };
}

/** Where cosign looks for the signatures of a manifest. */
export function signatureTag(digest: string): string {
  return `${digest.replace(":", "-")}.sig`;
}

/** Whether a signature's manifest and payload (by their names: `manifest.json`, or a digest's hex) are one of `digest` by the key. */
export function holdsSignature(read: (name: string) => Buffer, digest: string, key: KeyObject): boolean {
  const { layers } = JSON.parse(read("manifest.json").toString()) as {
    layers: Array<{ digest: string; annotations: Record<string, string> }>;
  };
  return layers.some(({ digest: payloadDigest, annotations }) => {
    const payload = read(payloadDigest.slice("sha256:".length));
    const signature = Buffer.from(annotations["dev.cosignproject.cosign/signature"] ?? "", "base64");
    const says = JSON.parse(payload.toString()) as { critical: { image: { "docker-manifest-digest": string } } };
    const isOfImage = says.critical.image["docker-manifest-digest"] === digest;
    return isOfImage && createVerify("sha256").update(payload).verify(key, signature);
  });
}

function artifact(mediaType: string, document: object): Artifact {
  const bytes = Buffer.from(JSON.stringify(document));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  return { mediaType, digest, size: bytes.length, bytes };
}

function descriptor({ mediaType, digest, size }: Artifact) {
  return { mediaType, digest, size };
}
