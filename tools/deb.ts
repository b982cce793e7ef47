/** Builds `dist/gantry_VERSION_ARCHITECTURE.deb` from the sources, or in another folder: `--output FOLDER`. Run by `bun run deb`. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { completionScripts } from "../src/cli/completion/scripts.ts";
import { manName, manOf } from "../src/cli/reference/man.ts";
import { pagesOf } from "../src/cli/reference/page.ts";
import { commandTree } from "../src/cli/tree/command-tree.ts";

const architectures: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

const outputAt = process.argv.indexOf("--output");
const outputFolder = outputAt < 0 ? "dist" : (process.argv[outputAt + 1] ?? "dist");

/** What is needed to run containers; the libraries are opened when they are used. */
const depends = ["libc6", "crun | runc", "libnftables1", "libseccomp2", "init-system-helpers"];

/** A package for a test need not be small. */
const compression = process.argv.includes("--quick") ? ["-Znone"] : ["-Zxz", "-z1"];

/** Files of the package that are copied: where they go, where they come from, and their mode. */
const files: ReadonlyArray<readonly [target: string, source: string, mode: number]> = [
  ["usr/bin/gantry", "dist/gantry", 0o755],
  ["usr/libexec/gantry/gantry-shim", "dist/gantry-shim", 0o755],
  ["lib/systemd/system/gantry.service", "packaging/systemd/gantry.service", 0o644],
  ["lib/systemd/system/gantry.socket", "packaging/systemd/gantry.socket", 0o644],
  ["etc/default/gantry", "packaging/systemd/gantry.default", 0o644],
  ["usr/share/doc/gantry/copyright", "LICENSE", 0o644],
  ["usr/share/doc/gantry/changelog.md", "CHANGELOG.md", 0o644],
  ["DEBIAN/postinst", "packaging/debian/postinst", 0o755],
  ["DEBIAN/prerm", "packaging/debian/prerm", 0o755],
  ["DEBIAN/postrm", "packaging/debian/postrm", 0o755],
];

/** Files of the package that are made: where they go, and what they hold. */
async function madeFiles(): Promise<Map<string, string | Uint8Array>> {
  const made = new Map<string, string | Uint8Array>([
    ["usr/share/bash-completion/completions/gantry", completionScripts.bash],
    ["usr/share/zsh/vendor-completions/_gantry", completionScripts.zsh],
    ["usr/share/fish/vendor_completions.d/gantry.fish", completionScripts.fish],
  ]);
  for (const page of await pagesOf(commandTree("~/.docker", {})))
    made.set(`usr/share/man/man1/${manName(page.path)}.1.gz`, gzipSync(manOf(page)));
  return made;
}

function version(): string {
  return (JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version;
}

function control(architecture: string, installedKiB: number): string {
  return [
    "Package: gantry",
    `Version: ${version()}`,
    `Architecture: ${architecture}`,
    "Maintainer: The Gantry authors <gantry@localhost>",
    `Installed-Size: ${installedKiB}`,
    `Depends: ${depends.join(", ")}`,
    "Section: admin",
    "Priority: optional",
    "Description: container engine and client that speak Docker's API and command line",
    " Gantry runs containers from Docker and OCI images as one program: an engine with",
    " Docker's REST API, and a client that behaves as docker when it is called so.",
    "",
  ].join("\n");
}

async function stage(root: string, architecture: string): Promise<void> {
  for (const [target, source, mode] of files) {
    const path = join(root, target);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(source, path);
    chmodSync(path, mode);
  }
  const made = await madeFiles();
  for (const [target, content] of made) {
    mkdirSync(dirname(join(root, target)), { recursive: true });
    writeFileSync(join(root, target), content, { mode: 0o644 });
  }
  mkdirSync(join(root, "etc/gantry"), { recursive: true });
  for (const name of ["gantryd", "docker-credential-gantry"]) symlinkSync("gantry", join(root, "usr/bin", name));
  const copied = files.reduce((sum, [, source]) => sum + statSync(source).size, 0);
  const bytes = [...made.values()].reduce((sum, content) => sum + Buffer.byteLength(content), copied);
  writeFileSync(join(root, "DEBIAN/control"), control(architecture, Math.ceil(bytes / 1024)));
  writeFileSync(join(root, "DEBIAN/conffiles"), "/etc/default/gantry\n");
}

async function build(): Promise<void> {
  const architecture = architectures[process.arch];
  if (architecture === undefined) throw new Error(`no package for ${process.arch}`);
  const root = mkdtempSync(join(tmpdir(), "gantry-deb-"));
  const file = join(outputFolder, `gantry_${version()}_${architecture}.deb`);
  try {
    chmodSync(root, 0o755);
    await stage(root, architecture);
    execFileSync("dpkg-deb", ["--root-owner-group", ...compression, "--build", root, file], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  console.log(`deb: ${file}`);
}

execFileSync(process.execPath, ["run", "tools/build.ts"], { stdio: "inherit" });
await build();
