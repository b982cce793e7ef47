/**
 * Builds the client (command line and Compose, no engine) for every system into `dist/clients`: archives, npm packages, and
 * `SHA256SUMS` over them. `bun run build:clients [SYSTEM...]` builds some; `--output FOLDER` puts them elsewhere.
 */
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { tarball, zip } from "./clients/archive.ts";
import { foreignBun } from "./clients/foreign-bun.ts";
import { mainPackage, platformPackage } from "./clients/npm-packages.ts";
import { type ClientTarget, clientTargets, executableOf } from "./clients/targets.ts";
import { buildFacts, compileProgram } from "./compile.ts";

const words = process.argv.slice(2);
const outputAt = words.indexOf("--output");
const output = resolve(outputAt < 0 ? "dist/clients" : (words[outputAt + 1] ?? "dist/clients"));
const wanted = words.filter((_, at) => outputAt < 0 || (at !== outputAt && at !== outputAt + 1));
const unknown = wanted.filter((name) => !clientTargets.some((target) => target.name === name));
if (unknown.length > 0)
  throw new RangeError(`unknown: ${unknown.join(" ")}; there are ${clientTargets.map(({ name }) => name).join(" ")}`);

const facts = buildFacts();
const time = Math.trunc(Date.parse(facts.commitTime) / 1000);
const isNative = ({ npm }: ClientTarget): boolean =>
  npm.os === process.platform && npm.cpu === process.arch && npm.libc !== "musl";

/** Builds for one system; gives the names of the files made. */
async function buildClient(target: ClientTarget, work: string): Promise<string[]> {
  const name = `gantry-${facts.version}-${target.name}`;
  const program = join(work, name, executableOf(target));
  mkdirSync(join(work, name), { recursive: true });
  const foreign = isNative(target) ? {} : { foreign: { target: target.target, executablePath: foreignBun(target) } };
  await compileProgram({ entry: "src/client-main.ts", outfile: program, facts, hasWorkers: false, ...foreign });
  chmodSync(program, 0o755);
  copyFileSync("LICENSE", join(work, name, "LICENSE"));
  const pack = target.npm.os === "win32" ? zip : tarball;
  const archive = pack({ folder: work, name, output: join(output, name), time });
  const npm = platformPackage(target, program, { folder: join(work, "npm"), output, version: facts.version });
  rmSync(join(work, name), { recursive: true });
  return [archive.slice(output.length + 1), npm];
}

async function buildAll(): Promise<void> {
  const targets = clientTargets.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), "gantry-clients-"));
  const made: string[] = [];
  try {
    for (const target of targets) {
      made.push(...(await buildClient(target, work)));
      console.log(`client: ${target.name}`);
    }
    made.push(mainPackage(clientTargets, { folder: join(work, "npm"), output, version: facts.version }));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const sums = made.sort().map((file) => `${sha256(join(output, file))}  ${file}\n`);
  writeFileSync(join(output, "SHA256SUMS"), sums.join(""));
}

const sha256 = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

await buildAll();
