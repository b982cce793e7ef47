import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, runCommand } from "../../../io/run-command.ts";
import { fakeRegistries } from "../../../manifests/fake-repository.ts";
import * as create from "./create.ts";
import * as inspect from "./inspect.ts";

const folder = mkdtempSync(join(tmpdir(), "imagetools-"));
afterAll(() => rmSync(folder, { recursive: true }));

const arm = { architecture: "arm64", os: "linux", created: "2026-01-02T03:04:05.500Z", config: { Cmd: ["a&b"] } };
const amd = { architecture: "amd64", os: "linux", config: {} };

function ground(registries = fakeRegistries()) {
  const run = (module: Parameters<typeof runCommand>[0], ...argv: string[]): Promise<CommandResult> =>
    runCommand(module, argv, { answers: [], io: { configFolder: folder, openRepository: registries.open } });
  const images = [registries.image("r.x/m", "arm", arm), registries.image("r.x/m", "amd", amd)];
  return { registries, run, digests: images.map(({ descriptor }) => descriptor.digest) };
}

test("an image is put together of others, and pushed with what other repositories have of it", async () => {
  const { registries, run, digests } = ground();
  const dry = await run(create, "--dry-run", "--annotation", "index:k=v", "r.x/m:arm", "r.x/m:amd");
  expect(JSON.parse(dry.out)).toMatchObject({
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [
      { digest: digests[0], platform: { architecture: "arm64", os: "linux" } },
      { digest: digests[1], platform: { architecture: "amd64", os: "linux" } },
    ],
    annotations: { k: "v" },
  });
  const pushed = await run(
    create,
    "-t",
    "r.x/list:1",
    "-t",
    "r.x/m:all",
    "--progress",
    "plain",
    "r.x/m:arm",
    "r.x/m:amd",
  );
  expect(pushed.err.replace(/ \d\.\d+/g, "")).toContain(`#1 copying ${digests[0]} from r.x/m:arm to r.x/list:1\n`);
  expect(registries.asked.filter((line) => line.startsWith("mount"))).toHaveLength(4);
  expect([registries.manifests.has("r.x/list 1"), registries.manifests.has("r.x/m all")]).toEqual([true, true]);
  const more = await run(
    create,
    "--append",
    "--dry-run",
    "-t",
    "r.x/list:1",
    "--platform",
    "linux/arm64",
    digests[0] ?? "",
  );
  expect(JSON.parse(more.out).manifests).toMatchObject([{ digest: digests[0] }]);
});

test("to another registry blobs are sent, and one image is taken as it is where no index is wanted", async () => {
  const { registries, run } = ground();
  expect((await run(create, "--prefer-index=false", "-t", "s.y/n:1", "r.x/m:arm")).code).toBe(0);
  const sent = registries.asked.filter((line) => /^(?:download|upload|mount)/.test(line));
  expect(sent.map((line) => line.split(" ")[0])).toEqual(["download", "upload", "download", "upload"]);
  expect(registries.manifests.get("s.y/n 1")).toEqual(registries.manifests.get("r.x/m arm"));
});

test("what cannot be put together is refused in buildx's words", async () => {
  const { run, digests } = ground();
  const [digest = ""] = digests;
  const wrong = async (...argv: string[]): Promise<string> => (await run(create, ...argv)).err;
  expect(await wrong()).toBe("no sources specified");
  expect(await wrong("r.x/m:arm")).toBe("can't push with no tags specified, please set --tag or --dry-run");
  expect(await wrong("--dry-run", digest)).toBe("no repositories specified, please set a reference in tag or source");
  expect(await wrong("--dry-run", "-t", "s.y/n:1", digest, "r.x/m:arm")).toBe(
    `multiple repositories specified, cannot infer repository for "${digest}"`,
  );
  expect(await wrong("--dry-run", "sha256:12")).toContain("invalid checksum digest length");
  expect(await wrong("--dry-run", "r.x/m:none")).toBe("r.x/m:none: not found");
  expect(await wrong("--dry-run", "--annotation", "a=b", "r.x/m:arm")).toBe('"" annotations are not supported yet');
  expect(await wrong("--dry-run", "--annotation", "x:a=b", "r.x/m:arm")).toBe(
    'failed to parse annotations: unknown annotation type "x"',
  );
  expect(await wrong("--dry-run", "-p", "linux/s390x", "r.x/m:arm")).toBe(
    "none of the manifests match the provided platforms",
  );
  const file = join(folder, "descriptor.json");
  writeFileSync(file, JSON.stringify({ digest, size: 1 }));
  expect(await wrong("--dry-run", "-t", "r.x/m:z", "-f", file)).toContain(`invalid size mismatch for ${digest}, 1 != `);
});

test("an image is shown in words, as it is, and by templates", async () => {
  const { registries, run, digests } = ground();
  await run(create, "-t", "r.x/m:all", "r.x/m:arm", "r.x/m:amd");
  const digest = registries.manifests.get("r.x/m all")?.descriptor.digest;
  expect((await run(inspect, "r.x/m:all")).out).toBe(
    [
      ...["Name:      r.x/m:all", "MediaType: application/vnd.oci.image.index.v1+json", `Digest:    ${digest}`],
      ...["           ", "Manifests: "],
      ...[`  Name:      r.x/m:all@${digests[0]}`, "  MediaType: application/vnd.oci.image.manifest.v1+json"],
      ...["  Platform:  linux/arm64", "             "],
      ...[`  Name:      r.x/m:all@${digests[1]}`, "  MediaType: application/vnd.oci.image.manifest.v1+json"],
      ...["  Platform:  linux/amd64", ""],
    ].join("\n"),
  );
  expect((await run(inspect, "--raw", "r.x/m:arm")).out).toBe(
    Buffer.from(registries.manifests.get("r.x/m arm")?.bytes ?? []).toString(),
  );
  const printed = async (format: string, name = "r.x/m:arm"): Promise<string> =>
    (await run(inspect, "--format", format, name)).out;
  expect(await printed("{{.Name}} {{.Image.OS}} {{.Image.Config.Cmd}} {{.Image.Created}}")).toBe(
    "r.x/m:arm linux [a&b] 2026-01-02 03:04:05.5 +0000 UTC",
  );
  expect(JSON.parse(await printed("{{json .Image}}"))).toMatchObject({
    created: "2026-01-02T03:04:05.5Z",
    os: "linux",
  });
  expect(await printed("{{json .Image.Config}}")).toContain("a\\u0026b");
  expect(Object.keys(JSON.parse(await printed("{{json .Image}}", "r.x/m:all")))).toEqual([
    "linux/amd64",
    "linux/arm64",
  ]);
  expect(await printed("{{json .SBOM}}")).toBe("{}");
  expect((await run(inspect, "--format", "{{.Nope}}", "r.x/m:arm")).err).toContain(
    "can't evaluate field Nope in type imagetools.tplInput",
  );
  expect((await run(inspect, "r.x/m:none")).err).toBe("r.x/m:none: not found");
});
