import { digestOf } from "#base/digest-of.ts";
import { configOf, dockerArchive, fileMember, Layout, type Member, tarOf } from "#daemon/images/test-archives.ts";
import { extended, pax } from "./layers.ts";

/** An archive of images, or a registry's content, that is not what it says; what the engine says of it. */
export interface HostileArchive {
  readonly bytes: Buffer;
  readonly outcome: RegExp | "taken";
  /** The same for a registry: what it has, and what its tag stands for. */
  readonly content?: { readonly layout: Layout; readonly target: object };
}

const layer = tarOf(fileMember("x", "12345"));
const name = "docker.io/library/evil:1";
const deep = (open: string, close: string): string => open.repeat(200_000) + close.repeat(200_000);
const wrongDigest = /invalid checksum digest format/;

/** A docker archive of parts that need not fit. */
function parts(manifest: unknown, config: Uint8Array | string = configOf([layer]), ...more: Member[]): Buffer {
  const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
  return tarOf(fileMember("c.json", config), fileMember("l.tar", layer), ...more, fileMember("manifest.json", text));
}

const good = { Config: "c.json", RepoTags: ["evil:1"], Layers: ["l.tar"] };

type Archives = Readonly<Record<string, HostileArchive>>;

const of = (bytes: Buffer, outcome: RegExp | "taken"): HostileArchive => ({ bytes, outcome });

function manifests(): Archives {
  return {
    "manifest.json of 5 MiB": of(parts(" ".repeat(5 << 20)), /manifest.json is larger than/),
    "manifest.json of a million lists": of(parts(`[${"[],".repeat(1_000_000)}[]]`), /manifest.json: too many values/),
    "manifest.json that is deep": of(parts(deep("[", "]")), /manifest.json: nested too deeply/),
    "manifest.json that is deep in objects": of(parts(deep('{"a":', "}")), /manifest.json: nested too deeply/),
    "manifest.json in UTF-16": of(parts("\ufeff[]"), /invalid manifest.json/),
    "manifest.json with NaN": of(parts('[{"Config":NaN}]'), /invalid manifest.json/),
    "manifest.json of nothing": of(parts(""), /invalid manifest.json/),
    "forty thousand images": of(parts(Array.from({ length: 40_000 }, () => good)), /40000 images, which is too many/),
  };
}

function configs(): Archives {
  const config = (text: string, outcome: RegExp) => of(parts([good], text), outcome);
  return {
    "config that is a path": of(parts([{ ...good, Config: "../../../../etc/passwd" }]), /image config .* not found/),
    "config that is a folder": of(
      parts([{ ...good, Config: "d" }], undefined, { type: "directory", name: "d" }),
      /image config "d" not found/,
    ),
    "config that is missing": of(parts([{ ...good, Config: "none.json" }]), /image config "none.json" not found/),
    "config of 9 MiB": config(" ".repeat(9 << 20), /larger than|too large/),
    "config that is deep": config(`{"config":{"Labels":${deep("[", "]")}}}`, /image JSON: nested too deeply/),
    "config of a million labels": config(
      `{"config":{"Labels":{${'"a":"",'.repeat(400_000)}"b":""}}}`,
      /image JSON: too many values/,
    ),
    "config that is a list": config("[]", /image JSON: not an object/),
    "config without layers": config("{}", /no RootFS key/),
    "diff id that is a path": config('{"rootfs":{"diff_ids":["sha256:../../../x"]}}', wrongDigest),
    "diff id in capitals": config(`{"rootfs":{"diff_ids":["${digestOf(layer).toUpperCase()}"]}}`, wrongDigest),
    "diff id that is short": config(`{"rootfs":{"diff_ids":["${digestOf(layer).slice(0, -1)}"]}}`, wrongDigest),
    "diff id of another layer": of(parts([good], configOf([Buffer.from("other")])), /invalid diffID/),
    "created in no time": of(
      parts([good], configOf([layer], { created: "9999-99-99T00:00:00Z" })),
      /created: not a time/,
    ),
    "health check of no integer": of(
      parts([good], configOf([layer], { config: { Healthcheck: { Retries: 1e300 } } })),
      /Retries: not an integer/,
    ),
    "prototype of an object": of(
      parts([good], configOf([layer], { config: { Labels: JSON.parse('{"__proto__":"x"}') as object } })),
      "taken",
    ),
  };
}

function members(): Archives {
  return {
    "a hundred thousand layers": of(
      parts([{ ...good, Layers: Array(100_000).fill("l.tar") }]),
      /layers length mismatch/,
    ),
    "more layers than a mount takes": of(
      dockerArchive(
        ["evil:1"],
        Array.from({ length: 200 }, () => layer),
      ),
      /max depth exceeded/,
    ),
    "layer that links in a circle": of(
      tarOf(
        fileMember("c.json", configOf([layer])),
        { type: "symlink", name: "l.tar", linkName: "m" },
        { type: "symlink", name: "m", linkName: "l.tar" },
        fileMember("manifest.json", JSON.stringify([good])),
      ),
      /layer "l.tar" not found/,
    ),
    "layer that links to the host": of(
      tarOf(
        fileMember("c.json", configOf([layer])),
        { type: "symlink", name: "l.tar", linkName: "/etc/shadow" },
        fileMember("manifest.json", JSON.stringify([good])),
      ),
      /layer "l.tar" not found/,
    ),
    "layer that is cut off in its packing": of(
      parts([good], configOf([layer]), fileMember("l.tar", Buffer.from("1f8b0800000000000003", "hex"))),
      /failed to extract layer sha256:.*: gzip/,
    ),
  };
}

function names(): Archives {
  return {
    "name that is a path": of(parts([{ ...good, RepoTags: ["../../evil:1"] }]), /normalize image ref/),
    "name of a mebibyte": of(parts([{ ...good, RepoTags: ["a".repeat(1 << 20)] }]), /normalize image ref/),
    "name that is a digest": of(
      parts([{ ...good, RepoTags: [`evil@${digestOf(layer)}`] }]),
      /invalid tag "evil@sha256:/,
    ),
    "member names of a mebibyte": of(
      Buffer.concat([pax({ path: "n".repeat(1_000_000) }), tarOf(fileMember("x"))]),
      /name of an archive member has/,
    ),
    "member names without end": of(
      Buffer.concat([
        ...Array.from({ length: 6000 }, (_, number) =>
          Buffer.concat([
            extended("L", `${number}/${"n".repeat(4000)}\0`),
            tarOf({ type: "directory", name: "d" }).subarray(0, 512),
          ]),
        ),
      ]),
      /too many members/,
    ),
    "members named as documents": of(
      parts(
        [good],
        undefined,
        { type: "directory", name: "manifest.json" },
        { type: "symlink", name: "index.json", linkName: "/etc/passwd" },
      ),
      "taken",
    ),
  };
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";

function layout(change: (layout: Layout) => object, outcome: RegExp | "taken"): HostileArchive {
  const own = new Layout();
  const target = change(own);
  return { bytes: own.archive([name, target]), outcome, content: { layout: own, target } };
}

function targets(): Archives {
  const whole = new Layout();
  const top = whole.image([layer]);
  const target = (fields: object, outcome: RegExp): HostileArchive => ({
    bytes: whole.archive([name, { ...top, ...fields }]),
    outcome,
  });
  const spoilt = new Layout();
  for (const [digest, bytes] of whole.blobs) spoilt.blobs.set(digest, Buffer.from(bytes).fill(1, 0, 1));
  return {
    "blob that is not what its name says": { bytes: spoilt.archive([name, top]), outcome: /unexpected commit digest/ },
    "target that is missing": { bytes: new Layout().archive([name, top]), outcome: /not found/ },
    "size that is wrong": target({ size: 7 }, /size is 7/),
    "size below zero": target({ size: -1 }, /size: not a size/),
    "size that is no number": target({ size: "7" }, /size: not an integer/),
    "size beyond numbers": target({ size: 1e300 }, /size: not an integer/),
    "target whose digest is a path": target({ digest: "sha256:../../../etc/passwd" }, wrongDigest),
    "target whose digest is in capitals": target({ digest: top.digest.toUpperCase() }, wrongDigest),
    "target whose digest is short": target({ digest: top.digest.slice(0, -1) }, wrongDigest),
    "target whose digest has another algorithm": target({ digest: `md5:${"0".repeat(32)}` }, wrongDigest),
    "target of another media type": target({ mediaType: "application/x" }, /media type|says it is/),
    "manifest said to be an index": target({ mediaType: indexType }, /says it is/),
    "name by digest in an annotation": {
      bytes: whole.archive([`evil@${digestOf(layer)}`, top]),
      outcome: /invalid tag "evil@sha256:/,
    },
    "layout of another version": {
      bytes: tarOf(fileMember("oci-layout", '{"imageLayoutVersion":"9"}'), fileMember("index.json", "{}")),
      outcome: /unsupported OCI version 9/,
    },
    "layout without an index": {
      bytes: tarOf(fileMember("oci-layout", '{"imageLayoutVersion":"1.0.0"}')),
      outcome: /missing index.json/,
    },
    "index.json that is deep": {
      bytes: tarOf(
        fileMember("oci-layout", '{"imageLayoutVersion":"1.0.0"}'),
        fileMember("index.json", deep("[", "]")),
      ),
      outcome: /index.json: nested too deeply/,
    },
  };
}

function nested(depth: number): (own: Layout) => object {
  return (own) => {
    let at: object = own.image([layer]);
    for (let left = depth; left > 0; left -= 1) at = own.index(at);
    return at;
  };
}

function documents(): Archives {
  const top = new Layout().image([layer]);
  return {
    "index and manifest in one": layout(
      (own) => own.put({ manifests: [], layers: [], config: {} }, indexType),
      /both manifests and layers/,
    ),
    "manifest and index in one": layout(
      (own) => own.put({ config: {}, layers: [], manifests: [] }, manifestType),
      /both manifests and layers/,
    ),
    "manifest without a config": layout((own) => own.put({ layers: [] }, manifestType), /config: missing/),
    "manifest whose layers are no list": layout(
      (own) => own.put({ config: own.put({}, "x"), layers: { length: 1e9 } }, manifestType),
      /layers: not a list/,
    ),
    "manifest of 5 MiB": layout(
      (own) => own.put({ config: own.put({}, "x"), layers: [], annotations: { a: "x".repeat(5 << 20) } }, manifestType),
      /larger than|too large/,
    ),
    "indexes in indexes": layout(nested(2_000), /nested too deeply/),
    "index that names itself": layout(
      (own) => own.index({ mediaType: indexType, digest: digestOf("itself"), size: 5 }),
      /no manifest of an image|not found/,
    ),
    "index of ten thousand manifests": layout(
      (own) => own.index(...Array.from({ length: 10_001 }, () => top)),
      /manifests: too many/,
    ),
    "index of manifests that are not there": layout(
      (own) =>
        own.index(
          own.image([layer]),
          ...Array.from({ length: 2_000 }, (_, number) => ({
            mediaType: manifestType,
            digest: digestOf(String(number)),
            size: 5,
          })),
        ),
      /too many manifests/,
    ),
    "indexes that multiply": layout((own) => {
      let at: object = own.image([layer]);
      for (let left = 10; left > 0; left -= 1) at = own.index(...Array.from({ length: 100 }, () => at));
      return at;
    }, "taken"),
    // The bytes are there: no address of a manifest is ever gone to.
    "layers that name the host by URL": layout((own) => {
      const image = own.put(configOf([layer]), "application/vnd.oci.image.config.v1+json");
      const foreign = own.put(layer, "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", {
        urls: ["file:///etc/shadow", "http://169.254.169.254/"],
      });
      return own.put({ config: image, layers: [foreign] }, manifestType);
    }, "taken"),
  };
}

export function hostileArchives(): Archives {
  return { ...manifests(), ...configs(), ...members(), ...names(), ...targets(), ...documents() };
}
