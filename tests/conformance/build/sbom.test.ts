import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Engine } from "../../support/engine.ts";
import { EngineRegistry } from "../../support/engine-registry.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
let opened: Promise<EngineRegistry> | undefined;
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await (await opened)?.[Symbol.asyncDispose]();
});

/** The engine with a base image, and the address of a registry in its namespace. */
async function both(): Promise<readonly [Engine, string]> {
  const started = await engine();
  await started.loadBusybox();
  opened ??= EngineRegistry.open(started.namespace);
  return [started, (await opened).address];
}

function contextWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sbom-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const status = `Package: libz
Status: install ok installed
Architecture: amd64
Source: zlib (1:1.3-1)
Version: 1:1.3-1+b1
Maintainer: Z <z@example.org>
`;

/** A base with a package of Debian's, a stage with one of npm's, and a context with one that is locked only. */
const files = {
  Dockerfile: `ARG BUILDKIT_SBOM_SCAN_CONTEXT=true
FROM busybox AS tools
ARG BUILDKIT_SBOM_SCAN_STAGE=true
COPY tool /app/node_modules/tool/
FROM busybox
COPY status /var/lib/dpkg/status
COPY os-release /etc/os-release
COPY --from=tools /bin/sh /tool
`,
  status,
  "os-release": 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n',
  "tool/package.json": '{"name":"tool","version":"2.0.0","license":"MIT"}',
  "package-lock.json": '{"lockfileVersion":3,"packages":{"node_modules/left":{"version":"1.1.0"}}}',
};

interface Spdx {
  readonly SPDXID: string;
  readonly name: string;
  readonly creationInfo: { readonly created: string };
  readonly packages: readonly { readonly externalRefs?: readonly { readonly referenceLocator: string }[] }[];
  readonly files: readonly { readonly fileName: string; readonly comment?: string }[];
}

const urlsOf = ({ packages }: Spdx): string[] =>
  packages.flatMap(({ externalRefs = [] }) => externalRefs.map(({ referenceLocator }) => referenceLocator));

const libz = "pkg:deb/debian/libz@1:1.3-1%2Bb1?arch=amd64&distro=debian-12&upstream=zlib%401:1.3-1";

test("the stock buildx attaches an SBOM, and shows it from the registry", async () => {
  const [started, address] = await both();
  const name = `${address}/sbom/stock:1`;
  const folder = contextWith(files);
  const built = await started.docker(["buildx", "build", "--sbom=true", "--push", "-t", name, folder]);
  expect(built.stderr).not.toContain("ERROR");
  expect(built.code).toBe(0);
  const shown = await started.docker(["buildx", "imagetools", "inspect", name, "--format", "{{json .SBOM}}"]);
  expect(shown.stderr).toBe("");
  const { SPDX: own, AdditionalSPDXs: others = [] } = JSON.parse(shown.stdout) as {
    SPDX: Spdx;
    AdditionalSPDXs?: Spdx[];
  };
  expect([own.SPDXID, own.name, urlsOf(own)]).toEqual(["SPDXRef-DOCUMENT", "sbom", [libz]]);
  expect(own.files.map(({ fileName }) => fileName)).toEqual(["/var/lib/dpkg/status"]);
  expect(own.files[0]?.comment).toMatch(/^layerID: sha256:[0-9a-f]{64}$/);
  expect(others.map((one) => [one.name, urlsOf(one)])).toEqual([
    ["sbom-context", ["pkg:npm/left@1.1.0"]],
    ["sbom-tools", ["pkg:npm/tool@2.0.0"]],
  ]);
});

test("our own client attaches the same, in both formats, and equal builds have equal ones", async () => {
  const [started, address] = await both();
  const folder = contextWith(files);
  const documents = async (name: string): Promise<readonly string[]> => {
    const args = [
      "--build-arg",
      "SOURCE_DATE_EPOCH=1000000000",
      "--provenance=false",
      "--no-cache",
      "--push",
      "-t",
      name,
    ];
    const built = await started.own(["build", "--attest", "type=sbom,format=spdx+cyclonedx", ...args, folder]);
    expect(built.code).toBe(0);
    const raw = await started.docker(["buildx", "imagetools", "inspect", "--raw", name]);
    const { manifests } = JSON.parse(raw.stdout) as {
      manifests: { digest: string; annotations?: Record<string, string>; platform: { architecture: string } }[];
    };
    const [image, attested] = manifests;
    expect(attested?.platform.architecture).toBe("unknown");
    expect(attested?.annotations).toEqual({
      "vnd.docker.reference.digest": image?.digest ?? "",
      "vnd.docker.reference.type": "attestation-manifest",
    });
    return manifests.map(({ digest }) => digest);
  };
  expect(await documents(`${address}/sbom/own:1`)).toEqual(await documents(`${address}/sbom/own:1`));
  const show = (format: string) =>
    started.docker(["buildx", "imagetools", "inspect", `${address}/sbom/own:1`, "--format", format]);
  const { creationInfo } = JSON.parse((await show("{{json .SBOM.SPDX}}")).stdout) as Spdx;
  expect(creationInfo.created).toBe("2001-09-09T01:46:40Z");
});

interface Statement {
  readonly predicateType: string;
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
}

test("beside files that leave as such, in a folder and in a tar", async () => {
  const [started] = await both();
  const folder = contextWith({ Dockerfile: "FROM scratch\nCOPY a /d/a\n", a: "content" });
  const out = contextWith({});
  const subject = [{ name: "d/a", digest: { sha256: Bun.SHA256.hash("content", "hex") } }];
  const statement = (path: string) => JSON.parse(readFileSync(join(out, path), "utf8")) as Statement;
  const flags = ["--sbom=true", "--provenance=mode=min"];
  const stock = await started.docker(["buildx", "build", ...flags, "-o", `type=local,dest=${out}/stock`, folder]);
  const own = await started.own(["build", ...flags, "-o", `type=local,dest=${out}/own,attestation-prefix=p-`, folder]);
  expect([stock.code, own.code]).toEqual([0, 0]);
  expect(readdirSync(join(out, "stock")).sort()).toEqual(["d", "provenance.json", "sbom.spdx.json"]);
  expect(readdirSync(join(out, "own")).sort()).toEqual(["d", "p-provenance.json", "p-sbom.spdx.json"]);
  expect(statement("stock/sbom.spdx.json")).toMatchObject({ predicateType: "https://spdx.dev/Document", subject });
  expect(statement("own/p-provenance.json")).toMatchObject({ subject });
  const tar = await started.docker(["buildx", "build", ...flags, "-o", `type=tar,dest=${out}/x.tar`, folder]);
  expect(tar.code).toBe(0);
  expect(readFileSync(join(out, "x.tar")).includes("sbom.spdx.json")).toBe(true);
});

test("generators that are images are refused by name", async () => {
  const [started] = await both();
  const folder = contextWith({ Dockerfile: "FROM busybox\n" });
  const args = ["build", "--attest", "type=sbom,generator=example.org/scanner:1", folder];
  for (const refused of [await started.own(args), await started.docker(["buildx", ...args])]) {
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("not supported: the SBOM generator example.org/scanner:1");
  }
});
