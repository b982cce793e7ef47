import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { sha256, tarOf } from "../../../tools/docker-archive.ts";

/** What the files of the site and of contexts have as time: 2023-11-14. */
export const fixedSeconds = 1_700_000_000;

/** A folder with all that Dockerfiles fetch: files, a git repository, an npm registry, a Python index. The caller removes it. */
export function makeSiteFolder(address: string): string {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  const put = (path: string, data: Uint8Array | string): void => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), data);
    utimesSync(join(folder, path), fixedSeconds, fixedSeconds);
  };
  const tool = tarOf({ tool: { folder: true }, "tool/run": { file: "#!/bin/sh\necho tool\n", mode: 0o755 } });
  put("files/motd.txt", "of the site\n");
  put("files/tool.tar.gz", gzipSync(tool));
  put("files/Dockerfile", "FROM scratch\nLABEL of=url\n");
  put("files/context.tar", tarOf({ Dockerfile: { file: "FROM scratch\nCOPY f /f\n" }, f: { file: "of a tar\n" } }));
  putNodePackages(put, address);
  putPythonPackages(put);
  makeRepository(folder);
  return folder;
}

type Put = (path: string, data: Uint8Array | string) => void;

/** `leftpad` and `twice`, which needs it, as npm's registry tells of them. */
function putNodePackages(put: Put, address: string): void {
  const sources = {
    leftpad: { code: "module.exports = (text, size) => String(text).padStart(size);\n", needs: {} },
    twice: {
      code: "const pad = require('leftpad');\nmodule.exports = (x) => pad(x + x, 8);\n",
      needs: { leftpad: "^1.0.0" },
    },
  };
  for (const [name, { code, needs }] of Object.entries(sources)) {
    const about = { name, version: "1.0.0", main: "index.js", bin: { [name]: "cli.js" }, dependencies: needs };
    const packed = gzipSync(
      tarOf({
        "package/package.json": { file: JSON.stringify(about) },
        "package/index.js": { file: code },
        "package/cli.js": { file: "#!/usr/bin/env node\nconsole.log('cli');\n", mode: 0o755 },
      }),
    );
    const file = `npm/${name}/-/${name}-1.0.0.tgz`;
    const integrity = `sha512-${new Bun.CryptoHasher("sha512").update(packed).digest("base64")}`;
    const dist = { tarball: `http://${address}/${file}`, integrity };
    put(file, packed);
    put(
      `npm/${name}/index.html`,
      JSON.stringify({ name, "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": { ...about, dist } } }),
    );
  }
}

/** The source package `greeting` as a simple index has it. @see PEP 503 */
function putPythonPackages(put: Put): void {
  const metadata = "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n";
  const files: Record<string, string> = {
    "greeting/__init__.py": "def hello():\n    return 'hello'\n",
    "greeting-1.0.dist-info/METADATA": metadata,
    "greeting-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: site\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  };
  const record = Object.keys(files).map((name) => `${name},,`);
  files["greeting-1.0.dist-info/RECORD"] = `${record.join("\n")}\ngreeting-1.0.dist-info/RECORD,,\n`;
  const wheel = zipOf(files);
  put("pypi/greeting/greeting-1.0-py3-none-any.whl", wheel);
  put("pypi/greeting/index.html", `<a href="greeting-1.0-py3-none-any.whl#sha256=${sha256(wheel)}">greeting</a>\n`);
}

function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const script = [
    "import io, json, sys, zipfile",
    "out = io.BytesIO()",
    "with zipfile.ZipFile(out, 'w') as z:",
    "    for name, text in json.load(sys.stdin).items(): z.writestr(zipfile.ZipInfo(name), text)",
    "sys.stdout.buffer.write(out.getvalue())",
  ];
  return execFileSync("python3", ["-c", script.join("\n")], { input: JSON.stringify(files) });
}

/** `git/app.git`: branch main with two commits, tag v1 on the first, folder sub. */
function makeRepository(folder: string): void {
  const work = join(folder, "work");
  mkdirSync(join(work, "sub"), { recursive: true });
  const date = `${fixedSeconds} +0000`;
  const who = { NAME: "somebody", EMAIL: "somebody@example.org", DATE: date };
  const names = Object.entries(who).flatMap(([key, value]) =>
    ["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_${key}`, value]),
  );
  const env = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", ...Object.fromEntries(names) };
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", work, ...args], { env: env as NodeJS.ProcessEnv, encoding: "utf8" });
  git("init", "-q", "-b", "main");
  writeFileSync(join(work, "Dockerfile"), "FROM scratch\nCOPY . /\n");
  writeFileSync(join(work, "sub/Dockerfile"), "FROM scratch\nCOPY g /g\n");
  writeFileSync(join(work, "sub/g"), "of sub\n");
  git("add", ".");
  git("commit", "-qm", "one");
  git("tag", "v1");
  writeFileSync(join(work, "second"), "second\n");
  git("add", ".");
  git("commit", "-qm", "two");
  execFileSync("git", ["clone", "-q", "--bare", work, join(folder, "git/app.git")], { env: env as NodeJS.ProcessEnv });
  execFileSync("git", ["-C", join(folder, "git/app.git"), "config", "uploadpack.allowAnySHA1InWant", "true"]);
}

/** The commit that the tag v1 of the site's repository names. */
export function firstCommit(siteFolder: string): string {
  const at = join(siteFolder, "git/app.git");
  return execFileSync("git", ["-c", "safe.directory=*", "-C", at, "rev-parse", "v1"], { encoding: "utf8" }).trim();
}

/** Puts the packages of `from` on the site as a flat repository of apt. @see man 5 sources.list */
export function putDebs(siteFolder: string, from: string): void {
  const target = join(siteFolder, "debian");
  mkdirSync(target);
  const stanzas = readdirSync(from).map((name) => {
    const file = join(from, name);
    copyFileSync(file, join(target, name.replaceAll("%3a", "_")));
    const control = execFileSync("dpkg-deb", ["-f", file], { encoding: "utf8" }).trimEnd();
    const digest = sha256(readFileSync(file));
    return `${control}\nFilename: ./${name.replaceAll("%3a", "_")}\nSize: ${statSync(file).size}\nSHA256: ${digest}\n`;
  });
  writeFileSync(join(target, "Packages"), stanzas.join("\n"));
  utimesSync(join(target, "Packages"), fixedSeconds, fixedSeconds);
}
