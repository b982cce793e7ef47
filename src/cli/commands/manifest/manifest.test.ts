import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, runCommand } from "../../io/run-command.ts";
import { type FakeRegistries, fakeRegistries } from "../../manifests/fake-repository.ts";
import * as annotate from "./annotate.ts";
import * as create from "./create.ts";
import * as inspect from "./inspect.ts";
import * as push from "./push.ts";
import * as rm from "./rm.ts";

const folder = mkdtempSync(join(tmpdir(), "manifest-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Module = Parameters<typeof runCommand>[0];
const arm = { architecture: "arm64", os: "linux", variant: "v8" };
const amd = { architecture: "amd64", os: "linux" };

interface Ground {
  readonly registries: FakeRegistries;
  readonly place: string;
  run(module: Module, ...argv: string[]): Promise<CommandResult>;
}

function ground(registries = fakeRegistries()): Ground {
  const place = mkdtempSync(join(folder, "c-"));
  const auths = { "r.x": { auth: Buffer.from("jane:x").toString("base64") } };
  const io = { configFolder: place, openRepository: registries.open, config: { auths } };
  return { registries, place, run: (module, ...argv) => runCommand(module, argv, { answers: [], io }) };
}

test("create keeps what registries say, in the files of Docker's client", async () => {
  const { registries, place, run } = ground();
  const image = registries.image("r.x/m", "arm", arm);
  expect(await run(create, "--insecure", "r.x/a/list", "r.x/m:arm")).toMatchObject({
    code: 0,
    out: "Created manifest list r.x/a/list:latest\n",
  });
  expect(registries.asked).toEqual(["open r.x/m insecure jane"]);
  const file = join(place, "manifests/r.x_a_list-latest/r.x_m-arm");
  const { digest, size, mediaType } = image.descriptor;
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    Ref: "r.x/m:arm",
    Descriptor: { mediaType, digest, size, platform: arm },
    Raw: Buffer.from(image.bytes).toString("base64"),
    OCIManifest: JSON.parse(Buffer.from(image.bytes).toString()),
  });
  expect((await run(create, "r.x/a/list", "r.x/m:arm")).err).toBe(
    "refusing to amend an existing manifest list with no --amend flag",
  );
  expect((await run(create, "-a", "r.x/a/list", "r.x/m:arm")).code).toBe(0);
  expect(registries.asked.length).toBe(1);
});

test("what is not there, or is a list itself, is refused in Docker's words", async () => {
  const { registries, run } = ground();
  registries.image("r.x/m", "arm", arm);
  await run(create, "r.x/m:list", "r.x/m:arm");
  await run(push, "-p", "r.x/m:list");
  expect((await run(create, "r.x/l", "r.x/m:none")).err).toBe("no such manifest: r.x/m:none");
  expect((await run(create, "r.x/l", "r.x/m:list")).err).toBe("r.x/m:list is a manifest list");
  expect((await run(create, "X", "y")).err).toBe(
    "error parsing name for manifest list X: invalid reference format: repository name (library/X) must be lowercase",
  );
  expect((await run(push, "r.x/none")).err).toBe("No such manifest: r.x/none:latest");
  expect((await run(rm, "r.x/a", "r.x/b")).err).toBe("No such manifest: r.x/a:latest\nNo such manifest: r.x/b:latest");
  expect((await run(inspect, "r.x/a", "r.x/b:1")).err).toBe("No such manifest: r.x/b:1");
});

test("annotate changes what an image runs on, as far as such machines exist", async () => {
  const { registries, run } = ground();
  const { digest, size } = registries.image("r.x/m", "1", amd).descriptor;
  await run(create, "r.x/l:1", "r.x/m:1");
  const flags = ["--arch", "arm", "--variant", "v7", "--os-version", "1", "--os-features", "a,b"];
  expect(await run(annotate, "r.x/l:1", "r.x/m:1", ...flags)).toMatchObject({ code: 0, out: "" });
  await run(annotate, "r.x/l:1", "r.x/m:1", "--os-features", "b,c");
  expect((await run(inspect, "r.x/l:1")).out).toBe(`{
   "schemaVersion": 2,
   "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json",
   "manifests": [
      {
         "mediaType": "application/vnd.oci.image.manifest.v1+json",
         "size": ${size},
         "digest": "${digest}",
         "platform": {
            "architecture": "arm",
            "os": "linux",
            "os.version": "1",
            "os.features": [
               "a",
               "b",
               "c"
            ],
            "variant": "v7"
         }
      }
   ]
}
`);
  expect((await run(annotate, "r.x/l:1", "r.x/m:1", "--os", "foo")).err).toBe(
    "manifest entry for image has unsupported os/arch combination: foo/",
  );
  expect((await run(annotate, "r.x/l:1", "r.x/m:2", "--os", "linux")).err).toBe(
    "manifest for image r.x/m:2 does not exist in r.x/l:1",
  );
});

test("push mounts and stores what lies elsewhere, then the list", async () => {
  const { registries, place, run } = ground();
  const foreign = registries.image("r.x/m", "arm", arm);
  registries.image("r.x/l", "amd", amd);
  await run(create, "r.x/l:1", "r.x/m:arm", "r.x/l:amd");
  registries.asked.length = 0;
  const result = await run(push, "-p", "r.x/l:1");
  const { digest } = foreign.descriptor;
  const list = registries.manifests.get("r.x/l 1");
  expect(result.out).toBe(`Pushed ref r.x/l@${digest} with digest: ${digest}\n${list?.descriptor.digest}\n`);
  expect(registries.asked.map((line) => line.replace(/sha256:\w+/, "DIGEST"))).toEqual([
    "open r.x/l push jane",
    "mount DIGEST from m",
    "mount DIGEST from m",
    "put DIGEST",
    "put 1",
  ]);
  expect(existsSync(join(place, "manifests/r.x_l-1"))).toBe(false);
  const shown = await run(inspect, "-v", "r.x/l:1");
  expect(JSON.parse(shown.out)).toMatchObject([
    { Ref: "r.x/l:1@".concat(registries.manifests.get("r.x/l amd")?.descriptor.digest ?? "") },
    { Ref: `r.x/l:1@${digest}`, Descriptor: { platform: arm } },
  ]);
});

test("push refuses images without a platform, of other registries, and that cannot be mounted", async () => {
  const { registries, run } = ground(fakeRegistries({ mounts: false }));
  const { bytes } = registries.image("r.x/m", "1", amd);
  registries.image("r.x/m", "bare", {});
  registries.image("s.x/m", "1", amd);
  await run(create, "r.x/l:bare", "r.x/m:bare");
  expect((await run(push, "r.x/l:bare")).err).toBe(
    "manifest r.x/m:bare must have an OS and Architecture to be pushed to a registry",
  );
  await run(create, "r.x/l:2", "s.x/m:1");
  const other = "cannot use source images from a different registry than the target image: s.x != r.x";
  expect((await run(push, "r.x/l:2")).err).toBe(other);
  expect((await run(inspect, "r.x/l:2")).err).toBe(`failed to assemble ManifestDescriptor: ${other}`);
  await run(create, "r.x/l:3", "r.x/m:1");
  const { config } = JSON.parse(Buffer.from(bytes).toString()) as { config: { digest: string } };
  expect((await run(push, "r.x/l:3")).err).toBe(`error mounting r.x/m@${config.digest} to r.x/l:3`);
});

test("inspect shows a manifest with the digits it has", async () => {
  const { registries, run } = ground();
  const { bytes } = registries.image("r.x/m", "1", amd);
  const { out } = await run(inspect, "r.x/m:1");
  expect(out).toStartWith('{\n\t"schemaVersion": 2,\n\t"mediaType": "application/vnd.oci.image.manifest.v1+json",\n');
  expect(JSON.parse(out)).toEqual(JSON.parse(Buffer.from(bytes).toString()));
  const verbose = JSON.parse((await run(inspect, "-v", "r.x/m:1")).out) as Record<string, unknown>;
  expect(Object.keys(verbose)).toEqual(["Ref", "Descriptor", "Raw", "OCIManifest"]);
});
