import { expect, test } from "bun:test";
import { imageConfig, sha256, tarOf } from "../../../tools/docker-archive.ts";
import { filesOfArchive } from "../../support/archive.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine({ config: { features: { "containerd-snapshotter": true } } });

const index = "application/vnd.oci.image.index.v1+json";
const manifest = "application/vnd.oci.image.manifest.v1+json";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: object;
}

interface TwoPlatforms {
  readonly archive: Buffer;
  readonly top: Descriptor;
  readonly amd: Descriptor;
  readonly arm: Descriptor;
}

const amdPlatform = { os: "linux", architecture: "amd64" };
const armPlatform = { os: "linux", architecture: "arm64", variant: "v8" };

/** An OCI layout of one image for two machines. */
function twoPlatforms(tag: string): TwoPlatforms {
  const blobs = new Map<string, Buffer>();
  const put = (mediaType: string, content: object | Buffer): Descriptor => {
    const bytes = Buffer.isBuffer(content)
      ? content
      : Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
    blobs.set(sha256(bytes), bytes);
    return { mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length };
  };
  const one = (platform: { architecture: string }): Descriptor => {
    const layer = tarOf({ who: { file: `${tag} ${platform.architecture}` } });
    const common = JSON.parse(
      imageConfig({ tags: [], layers: [layer], config: { Cmd: ["/who"] } }).toString(),
    ) as object;
    const config = Buffer.from(JSON.stringify({ ...common, ...platform }));
    const parts = {
      config: put("application/vnd.oci.image.config.v1+json", config),
      layers: [put("application/vnd.oci.image.layer.v1.tar", layer)],
    };
    return { ...put(manifest, parts), platform };
  };
  const [amd, arm] = [one(amdPlatform), one(armPlatform)];
  const top = put(index, { manifests: [amd, arm] });
  const annotations = { "io.containerd.image.name": `docker.io/library/${tag}` };
  const entries = new Map([...blobs].map(([hex, file]) => [`blobs/sha256/${hex}`, { file }]));
  entries.set("oci-layout", { file: Buffer.from('{"imageLayoutVersion":"1.0.0"}') });
  const listed = { schemaVersion: 2, manifests: [{ ...top, annotations }] };
  entries.set("index.json", { file: Buffer.from(JSON.stringify(listed)) });
  return { archive: tarOf(entries), top, amd, arm };
}

async function loaded(tag: string, query = ""): Promise<TwoPlatforms & { said: string }> {
  const made = twoPlatforms(tag);
  const { body } = await (await engine()).request("POST", `/images/load${query}`, { body: made.archive });
  return { ...made, said: body.toString() };
}

function platform(value: object, name = "platform"): string {
  return `${name}=${encodeURIComponent(JSON.stringify(value))}`;
}

async function refused(method: string, path: string): Promise<[number, string]> {
  const { status, body } = await (await engine()).request(method, path);
  return [status, (JSON.parse(body.toString()) as { message: string }).message];
}

interface Image {
  readonly Id: string;
  readonly Architecture: string;
  readonly RepoDigests: string[];
  readonly Descriptor: Descriptor;
  readonly Manifests: Array<{ readonly ID: string; readonly Available: boolean; readonly Kind: string }>;
}

async function image(name: string, query = ""): Promise<Image> {
  return await (await engine()).json("GET", `/images/${name}/json${query}`);
}

const missing = { os: "linux", architecture: "s390x" };

test("inspect and history of one platform", async () => {
  const { top, arm } = await loaded("look:1");
  expect(await image("look:1")).toMatchObject({
    Id: top.digest,
    Architecture: "amd64",
    Descriptor: { digest: top.digest },
  });
  expect(await image("look:1", `?${platform(armPlatform)}`)).toMatchObject({
    ...{ Id: arm.digest, Architecture: "arm64", RepoDigests: [`look@${top.digest}`] },
    Descriptor: { digest: arm.digest, platform: armPlatform },
  });
  const text = "image with reference look:1 was found but does not provide the specified platform (linux/s390x)";
  for (const what of ["json", "history"]) {
    expect(await refused("GET", `/images/look:1/${what}?${platform(missing)}`)).toEqual([404, text]);
    expect(await refused("GET", `/images/look:1/${what}?platform=x`)).toEqual([
      400,
      "failed to parse platform: invalid character 'x' looking for beginning of value",
    ]);
  }
  expect((await refused("GET", `/images/look:1/json?manifests=1&${platform(armPlatform)}`))[0]).toBe(400);
});

test("save of one platform, and of all", async () => {
  const { top, amd, arm } = await loaded("save:1");
  const saved = async (query: string): Promise<Map<string, Buffer>> =>
    filesOfArchive((await (await engine()).request("GET", `/images/save:1/get${query}`)).body);
  const named = ({ digest }: Descriptor): string => digest.replace("sha256:", "blobs/sha256/");
  const whole = await saved("");
  expect([top, amd, arm].map((one) => whole.has(named(one)))).toEqual([true, true, true]);
  const part = await saved(`?${platform(armPlatform)}`);
  expect([top, amd, arm].map((one) => part.has(named(one)))).toEqual([false, false, true]);
  const [entry] = (JSON.parse(part.get("index.json")!.toString()) as { manifests: Descriptor[] }).manifests;
  expect(entry).toMatchObject({ digest: arm.digest, platform: armPlatform });
  const text = "image with reference save:1 was found but does not provide the specified platform (linux/s390x)";
  expect(await refused("GET", `/images/save:1/get?${platform(missing)}`)).toEqual([
    404,
    `no suitable export target found: ${text}`,
  ]);
  const two = `${platform(amdPlatform)}&${platform(armPlatform)}`;
  expect(await refused("GET", `/images/save:1/get?${two}`)).toEqual([
    400,
    "multiple platform parameters not supported",
  ]);
});

test("load of one platform, and of one that is not there", async () => {
  expect((await loaded("load:1", `?${platform(armPlatform)}`)).said).toContain("Loaded image: load:1");
  const { said } = await loaded("load:2", `?${platform(missing)}`);
  expect(said).toContain("image load:2 was loaded, but doesn't provide the requested platform (linux/s390x)");
  expect((await image("load:2")).Architecture).toBe("amd64");
});

test("removal of one platform leaves the image with the others", async () => {
  const { top, amd } = await loaded("part:1");
  const only = platform(amdPlatform, "platforms");
  expect(await refused("DELETE", `/images/part:1?${only}`)).toEqual([
    400,
    "Content will be removed from all images referencing this variant. Use \u2014-force to force delete.",
  ]);
  const items = await (await engine()).json<object[]>("DELETE", `/images/part:1?force=1&${only}`);
  expect(items).toEqual([{ Deleted: amd.digest }]);
  const left = await image("part:1", "?manifests=1");
  expect(left).toMatchObject({ Id: top.digest, Architecture: "arm64" });
  expect(left.Manifests.map(({ Available, Kind }) => [Available, Kind])).toEqual([
    [false, "image"],
    [true, "image"],
  ]);
  const again = await refused("DELETE", `/images/part:1?force=1&${only}`);
  expect(again).toEqual([
    404,
    `failed to delete platform linux/amd64 for image ${top.digest}: image with reference part:1 was found but does not provide any platform`,
  ]);
  await loaded("part:1");
  expect((await image("part:1")).Architecture).toBe("amd64");
});

test("a container of a platform that was never unpacked", async () => {
  await loaded("foreign:1");
  const path = "/containers/create?platform=linux/arm64&name=foreign";
  expect((await (await engine()).request("POST", path, { body: { Image: "foreign:1" } })).status).toBe(201);
  const { body } = await (await engine()).request("GET", "/containers/foreign/archive?path=/who");
  expect(filesOfArchive(body).get("who")?.toString()).toBe("foreign:1 arm64");
});
