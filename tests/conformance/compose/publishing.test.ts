import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { type Answer, ComposePair, type Tool } from "../../support/compose-pair.ts";
import { RegistryProcess } from "../../support/registry-process.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

// Ended before the engine, whose namespace it is in.
afterAll(() => registry[Symbol.asyncDispose]());
const engine = sharedEngine();
let registry: RegistryProcess;
let pair: ComposePair;

/** The stock Compose takes registries without certificates for its own tests only. */
const env = { __TEST__INSECURE__REGISTRY__: "1" };

const model = (address: string): string => `
services:
  web:
    image: ${address}/web:1
    env_file:
      - one.env # which is not secret
      - path: "two.env"
        required: false
    extends:
      service: base
      file: common.yaml
    volumes: ["./data:/data:ro"]
    profiles: [far]
  other:
    image: ${address}/web:1
    environment: {API_TOKEN: abcD3fgh1jklmn0pqrs}
`;

const files = {
  "common.yaml": "services:\n  base:\n    extends:\n      file: ./deep.yaml\n      service: deep\n",
  "deep.yaml": "services:\n  deep:\n    command: sleep 1\n",
  "one.env": "A=1\nB=2\n",
  "two.env": "C=3\nD=4\n",
  "built.yaml": "services: {a: {build: .}, b: {build: ., image: c}}\n",
  "includes.yaml": "include: [deep.yaml]\n",
  "empty.env": "",
  "odd.yaml": "services: {a: {image: b, env_file: [empty.env]}}\n",
};

beforeAll(async () => {
  const { paths, namespace } = await engine();
  registry = await RegistryProcess.start({ root: `${paths.folder}/registry`, within: namespace.argv() });
  const { address } = registry;
  pair = new ComposePair(await engine(), { "compose.yaml": model(address), ...files });
  await (await engine()).docker(["tag", "busybox", `${address}/web:1`]);
  await (await engine()).docker(["push", "-q", `${address}/web:1`]);
}, 60_000);

/** Without what is another for each folder, and each time. */
function neutral(text: string): unknown {
  const known = text
    .replaceAll(/pair\d+[os]/g, "PROJECT")
    .replaceAll(/[0-9a-f]{64}/g, "HASH")
    .replaceAll(/image\.created":"[^"]*"/g, 'image.created":"TIME"')
    .replaceAll(/"size":\d+/g, '"size":0');
  const manifest = JSON.parse(known) as { layers?: { data?: string; annotations: object }[] };
  const decoded = (manifest.layers ?? []).map(({ data = "", ...layer }) => ({
    ...layer,
    data: Buffer.from(data, "base64")
      .toString()
      .replaceAll(/[0-9a-f]{64}/g, "HASH"),
  }));
  // Files of variables come in any order from the stock Compose.
  const inOrder = decoded.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  return manifest.layers === undefined ? manifest : { ...manifest, layers: inOrder };
}

async function fromRegistry(path: string): Promise<string> {
  const oci = ["manifest", "index"].map((kind) => `application/vnd.oci.image.${kind}.v1+json`);
  const accepted = [...oci, "application/vnd.docker.distribution.manifest.v2+json"].join(", ");
  const argv = ["curl", "-sS", "-H", `Accept: ${accepted}`, `${registry.url}/v2/${path}`];
  return (await (await engine()).namespace.run(argv)).stdout;
}

const ways: readonly (readonly string[])[] = [
  ["-y"],
  ["-y", "--with-env"],
  ["-y", "--oci-version", "1.0"],
  ["-y", "--oci-version", "1.1"],
  ["-y", "--resolve-image-digests", "--with-env"],
];

for (const [at, way] of ways.entries())
  test(`publish ${way.join(" ")}`, async () => {
    const target = (tool: Tool): string => `${registry.address}/${tool}/it:${at}`;
    const line = (tool: Tool): string[] => ["publish", ...way, target(tool)];
    const [stock, own] = [await pair.run("stock", line("stock"), { env }), await pair.run("own", line("own"))];
    const shown = (text: string): string[] =>
      text
        .replaceAll(/\/(?:stock|own)\//g, "/TOOL/")
        .split("\n")
        .sort();
    expect(own.code).toBe(0);
    expect(shown(own.stderr)).toEqual(shown(stock.stderr));
    const manifest = async (tool: Tool) => neutral(await fromRegistry(`${tool}/it/manifests/${at}`));
    expect(await manifest("own")).toEqual(await manifest("stock"));
  }, 60_000);

for (const [at, from] of [1, 2, 4].flatMap((number) => [[number, "stock"] as const, [number, "own"] as const]))
  test(`what ${from} published with ${ways[at]?.join(" ")} is read by both`, async () => {
    const read = async (tool: Tool) => {
      const { paths } = await engine();
      rmSync(`${paths.folder}/.cache/docker-compose`, { recursive: true, force: true });
      const flags = ["--profile", "far", "-f", `oci://${registry.address}/${from}/it:${at}`];
      const words = ["compose", "-p", "read", ...flags, "config"];
      const run = tool === "stock" ? (await engine()).docker(words, { env }) : (await engine()).own(words);
      const { code, stdout, stderr } = await run;
      return { code, stdout, stderr: stderr.replaceAll(/^time=.* level=info .*\n/gm, "") };
    };
    const [stock, own] = [await read("stock"), await read("own")];
    expect(own).toEqual(stock);
    // Without its files of variables a project is of no use.
    expect(own.code).toBe(ways[at]?.includes("--with-env") ? 0 : 1);
  }, 60_000);

const answers: readonly (readonly [input: string, line: readonly string[]])[] = [
  ["", ["publish", "@/it"]],
  ["n\n", ["publish", "it"]],
  ["y\nn\n", ["publish", "it"]],
  ["true\nT\n", ["publish", "it"]],
  ["y\n1\nno\n", ["publish", "--with-env", "it"]],
  ["yes\n", ["publish", "--with-env", "it"]],
  ["", ["--dry-run", "publish", "-y", "--with-env", "it"]],
  ["", ["publish", "-y", "Bad/It"]],
  ["", ["publish", "-y", "--oci-version", "9", "it"]],
  ["", ["publish"]],
  ["", ["publish", "a", "b"]],
  ["", ["-f", "@/built.yaml", "publish", "-y", "it"]],
  ["", ["-f", "@/includes.yaml", "publish", "-y", "it"]],
  ["", ["-f", "@/odd.yaml", "publish", "it"]],
];

/** What is declared is told of the services in any order by the stock Compose. */
const told = ({ stderr, ...rest }: Answer): unknown => ({ ...rest, stderr: stderr.split("\n").sort() });

for (const [input, line] of answers)
  test(`${line.join(" ")}, answered with ${JSON.stringify(input)}`, async () => {
    const { stock, own } = await pair.both(
      line.map((word) => (word === "it" ? `${registry.address}/it` : word)),
      { input, env },
    );
    expect(told(own)).toEqual(told(stock));
  }, 60_000);

interface Index {
  readonly manifests: readonly { readonly digest: string }[];
}

test("publish --app brings the images along, and an index of them", async () => {
  const indexes = async (tool: Tool) => {
    const line = ["publish", "-y", "--app", `${registry.address}/${tool}/app:1`];
    const { code, stderr } = await pair.run(tool, line, { env });
    expect(stderr).toContain("published");
    expect(code).toBe(0);
    const manifest = await fromRegistry(`${tool}/app/manifests/1`);
    const digest = new Bun.CryptoHasher("sha256").update(manifest).digest("hex");
    const referrers = JSON.parse(await fromRegistry(`${tool}/app/referrers/sha256:${digest}`)) as Index;
    const index = await fromRegistry(`${tool}/app/manifests/${referrers.manifests[0]?.digest}`);
    const images = (JSON.parse(index) as Index).manifests;
    expect(images).toHaveLength(2);
    for (const image of images) expect(await fromRegistry(`${tool}/app/manifests/${image.digest}`)).toContain("layers");
    return neutral(index);
  };
  expect(await indexes("own")).toEqual(await indexes("stock"));
}, 60_000);

test("a registry of another host without a certificate is taken where a flag says so", async () => {
  const { paths, namespace } = await engine();
  const flags = ["--addr", "10.123.0.1:5998"];
  await using plain = await RegistryProcess.start({ root: `${paths.folder}/plain`, within: namespace.argv(), flags });
  const to = `${plain.address}/shop:1`;
  const refused = await pair.run("own", ["publish", "-y", "--with-env", to]);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(plain.address)]);
  const published = await pair.run("own", ["publish", "-y", "--with-env", "--insecure-registry", to]);
  expect([published.code, published.stderr]).toEqual([0, expect.stringContaining("published")]);
  const read = ["-f", `oci://${to}`, "config", "--services"];
  expect((await pair.run("own", read)).code).toBe(1);
  const { stdout } = await pair.run("own", ["--insecure-registry", plain.address, ...read]);
  expect(stdout).toContain("other\n");
}, 60_000);
