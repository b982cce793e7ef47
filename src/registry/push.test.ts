import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { digestOf } from "#base/digest-of.ts";
import { messageOf } from "#base/errors.ts";
import type { StoredManifest, UploadOutcome } from "#core/registry/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { mediaTypes } from "#formats/oci/media-types.ts";
import { op, testFolder, testRegistries } from "./registries.test-support.ts";
import { givesTokens, type Rule, refuse, StandIn, send, wantsToken } from "./stand-in.test-support.ts";

const bytes = randomBytes(2_000_000);
const blob: Descriptor = { mediaType: mediaTypes.ociLayer, digest: digestOf(bytes), size: bytes.length };

async function push(
  registry: StandIn,
  from: readonly string[] = [],
): Promise<UploadOutcome & { readonly sent: readonly number[] }> {
  await using registries = testRegistries();
  using folder = testFolder();
  writeFileSync(folder.file("blob"), bytes);
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull,push" });
  const sent: number[] = [];
  const mountFrom = from.map((path) => ({ domain: registry.host, path }));
  const outcome = await repository.upload(op, blob, {
    path: folder.file("blob"),
    mountFrom,
    progress: (count) => sent.push(count),
  });
  return { ...outcome, sent };
}

/** Method and path without what changes from run to run. */
function story(registry: StandIn): string[] {
  return registry.log.slice(1).map(
    ({ method, path }) =>
      `${method} ${path
        .replace(blob.digest, "D")
        .replace(encodeURIComponent(blob.digest), "D")
        .replace(/uploads\/\d+/, "uploads/N")}`,
  );
}

test("a blob that is there is not sent", async () => {
  await using registry = await StandIn.start();
  registry.putBlob(bytes);
  expect(await push(registry, ["other"])).toEqual({ how: "present", sent: [blob.size] });
  expect(story(registry)).toEqual(["HEAD /v2/app/blobs/D"]);
});

test("a blob of another repository is mounted", async () => {
  await using registry = await StandIn.start();
  const hidden: Rule = ({ asked, response }) =>
    asked.method === "HEAD" && refuse(response, 404, "BLOB_UNKNOWN", "no") !== undefined;
  registry.rule = hidden;
  registry.putBlob(bytes);
  expect(await push(registry, ["other"])).toMatchObject({ how: "mounted", from: { path: "other" } });
  expect(story(registry)).toEqual(["HEAD /v2/app/blobs/D", "POST /v2/app/blobs/uploads/?mount=D&from=other"]);
});

test("a blob is sent in one request, in the upload that a failed mount has opened", async () => {
  await using registry = await StandIn.start();
  const { how, sent } = await push(registry, ["one", "two"]);
  expect([how, sent.at(-1), registry.blobs.get(blob.digest)?.equals(bytes)]).toEqual(["uploaded", blob.size, true]);
  expect(story(registry)).toEqual([
    "HEAD /v2/app/blobs/D",
    "POST /v2/app/blobs/uploads/?mount=D&from=one",
    "POST /v2/app/blobs/uploads/?mount=D&from=two",
    "DELETE /v2/app/blobs/uploads/N",
    "PUT /v2/app/blobs/uploads/N?digest=D",
  ]);
});

test("an upload that broke off goes on from what the registry has", async () => {
  await using registry = await StandIn.start();
  let broke = false;
  registry.rule = ({ asked, socket }) => {
    if (broke || asked.method !== "PUT") return false;
    broke = true;
    registry.uploads.set(/uploads\/(\d+)/.exec(asked.path)?.[1] ?? "", bytes.subarray(0, 700_000));
    socket.destroy();
    return true;
  };
  expect((await push(registry)).how).toBe("uploaded");
  expect(registry.blobs.get(blob.digest)?.equals(bytes)).toBe(true);
  expect(story(registry).slice(2)).toEqual([
    "PUT /v2/app/blobs/uploads/N?digest=D",
    "GET /v2/app/blobs/uploads/N",
    "PATCH /v2/app/blobs/uploads/N",
    "PUT /v2/app/blobs/uploads/N?digest=D",
  ]);
  expect(registry.asked("PATCH")[0]?.headers["content-range"]).toBe(`700000-${bytes.length - 1}`);
});

test("an upload that the registry has lost begins anew", async () => {
  await using registry = await StandIn.start();
  let lost = false;
  registry.rule = ({ asked, response }) => {
    if (lost || asked.method !== "PUT") return false;
    lost = true;
    registry.uploads.clear();
    return refuse(response, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry") !== undefined;
  };
  expect((await push(registry)).how).toBe("uploaded");
  expect(registry.asked("POST")).toHaveLength(2);
});

test("a registry that takes no large requests gets pieces", async () => {
  await using registry = await StandIn.start({
    rule: ({ asked, response }) =>
      asked.method === "PUT" && asked.body.length > 1000 && send(response, 413, Buffer.alloc(0)) !== undefined,
  });
  expect((await push(registry)).how).toBe("uploaded");
  expect(registry.asked("PATCH").map(({ headers }) => headers["content-range"])).toEqual([`0-${bytes.length - 1}`]);
});

test("a refusal is told in the registry's words", async () => {
  await using registry = await StandIn.start({
    rule: ({ asked, response }) =>
      asked.method === "POST" &&
      refuse(response, 403, "DENIED", "requested access to the resource is denied", "d") !== undefined,
  });
  expect(push(registry)).rejects.toThrow("denied: requested access to the resource is denied");
});

test("an answer that comes before all is sent ends the sending", async () => {
  await using registry = await StandIn.start({
    rule: ({ asked, response }) =>
      asked.method === "PUT" && refuse(response, 400, "DIGEST_INVALID", "no", 1) !== undefined,
  });
  expect(push(registry)).rejects.toThrow("digest invalid: no");
});

test("the token is asked for what is pushed, and for what is mounted", async () => {
  await using tokens = await StandIn.start({ rule: givesTokens() });
  await using registry = await StandIn.start({ rule: wantsToken(() => `${tokens.origin}/token`) });
  expect((await push(registry, ["other"])).how).toBe("uploaded");
  const scopes = tokens.log.map(({ path }) => new URL(path, "http://t").searchParams.getAll("scope"));
  expect(scopes).toEqual([["repository:app:pull,push"], ["repository:app:pull,push", "repository:other:pull"]]);
});

test("a manifest is stored, and found", async () => {
  await using registry = await StandIn.start();
  await using registries = testRegistries();
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull,push" });
  const body = Buffer.from('{"schemaVersion":2}');
  const descriptor = { mediaType: mediaTypes.ociManifest, digest: digestOf(body), size: body.length };
  expect(await repository.hasManifest(op, descriptor.digest)).toBe(false);
  await repository.putManifest(op, { descriptor, bytes: body }, "1");
  expect(await repository.hasManifest(op, descriptor.digest)).toBe(true);
  expect(registry.manifests.get("app:1")).toEqual({ type: mediaTypes.ociManifest, bytes: body });
  expect(await repository.referrers(op, descriptor.digest)).toEqual([]);
});

const subject = { mediaType: mediaTypes.ociManifest, digest: digestOf("image"), size: 5 };
const empty = { mediaType: "application/vnd.oci.empty.v1+json", digest: digestOf("{}"), size: 2 };

/** A manifest that speaks of the subject. */
function referrer(kind: string): StoredManifest {
  const document = {
    ...{ schemaVersion: 2, mediaType: mediaTypes.ociManifest, config: empty, layers: [empty], subject },
    ...{ artifactType: kind, annotations: { kind } },
  };
  const written = Buffer.from(JSON.stringify(document));
  const descriptor = { mediaType: mediaTypes.ociManifest, digest: digestOf(written), size: written.length };
  return { descriptor, bytes: written };
}

async function pushManifests(registry: StandIn, manifests: readonly StoredManifest[]): Promise<void> {
  await using registries = testRegistries();
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull,push" });
  for (const manifest of manifests) await repository.putManifest(op, manifest, manifest.descriptor.digest);
}

const listTag = `sha256-${digestOf("image").slice(7)}`;

test("where a registry does not list referrers, they are listed under the tag of their subject, each once", async () => {
  await using registry = await StandIn.start();
  const [one, other] = [referrer("a/one"), referrer("a/other")];
  await pushManifests(registry, [one, other, one]);
  const list = registry.manifests.get(`app:${listTag}`);
  expect(list?.type).toBe(mediaTypes.ociIndex);
  expect(JSON.parse(list!.bytes.toString())).toEqual({
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: [one, other].map(({ descriptor }, at) => {
      const kind = at === 0 ? "a/one" : "a/other";
      return { ...descriptor, artifactType: kind, annotations: { kind } };
    }),
  });
  await using registries = testRegistries();
  await using repository = registries.repository({ domain: registry.host, path: "app" }, { actions: "pull" });
  const found = await repository.referrers(op, digestOf("image"));
  expect(found.map(({ digest }) => digest)).toEqual([one, other].map(({ descriptor }) => descriptor.digest));
});

test("a registry that lists referrers says so, and needs no tag; a tag that is no list is left alone", async () => {
  await using registry = await StandIn.start();
  registry.rule = ({ asked, response }) =>
    asked.method === "PUT" && send(response, 201, Buffer.alloc(0), { "OCI-Subject": subject.digest }) !== undefined;
  await pushManifests(registry, [referrer("a/one")]);
  expect(registry.log.filter(({ path }) => path.includes(listTag))).toEqual([]);
  registry.rule = undefined;
  const own = { type: mediaTypes.ociManifest, bytes: Buffer.from('{"schemaVersion":2,"config":{},"layers":[]}') };
  registry.manifests.set(`app:${listTag}`, own);
  const failure = await pushManifests(registry, [referrer("a/one")]).then(() => "none", messageOf);
  expect(failure).toContain("index.json");
  expect(registry.manifests.get(`app:${listTag}`)).toBe(own);
});
