import { afterAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../support/command.ts";
import { projectFolder } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
const isFull = process.env["FAULTS"] === "full";
const folder = mkdtempSync(join(tmpdir(), "clients-"));
afterAll(() => rmSync(folder, { recursive: true }));

const native = `linux-${process.arch}`;
/** The begin of each system's executables: ELF, Mach-O of 64 bits, and the DOS header of PE. */
const magic: Readonly<Record<string, string>> = { linux: "7f454c46", darwin: "cffaedfe", windows: "4d5a" };

/** Seven systems' programs are fetched and compiled one after the other. */
const patienceMs = 600_000;

async function succeed(argv: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, { env, timeoutMs: patienceMs });
  expect([argv, code, code === 0 ? "" : stderr]).toEqual([argv, 0, ""]);
  return stdout;
}

function beginOf(file: string): string {
  const begin = new Uint8Array(4);
  const fd = openSync(file, "r");
  readSync(fd, begin);
  closeSync(fd);
  return Buffer.from(begin).toString("hex");
}

test(
  "one command builds the client, with its sums",
  async () => {
    const build = [
      "bun",
      "run",
      "tools/build-clients.ts",
      "--output",
      join(folder, "made"),
      ...(isFull ? [] : [native]),
    ];
    await succeed(["sh", "-c", 'cd "$0" && exec "$@"', projectFolder, ...build]);
    const files = readdirSync(join(folder, "made")).sort();
    const sums = readFileSync(join(folder, "made/SHA256SUMS"), "utf8").trim().split("\n");
    expect(sums.map((line) => line.slice(66))).toEqual(files.filter((file) => file !== "SHA256SUMS"));
    for (const line of sums) {
      const content = readFileSync(join(folder, "made", line.slice(66)));
      expect(createHash("sha256").update(content).digest("hex")).toBe(line.slice(0, 64));
    }
    for (const file of files.filter((name) => name.startsWith("gantry-0"))) {
      const unpack = file.endsWith(".zip") ? ["python3", "-m", "zipfile", "-e"] : ["tar", "-xzf"];
      const to = file.endsWith(".zip") ? [`${folder}/`] : ["-C", folder];
      await succeed([...unpack, join(folder, "made", file), ...to]);
      const [, , system = ""] = file.split("-");
      const name = file.replace(/\.(?:tar\.gz|zip)$/, "");
      expect(beginOf(join(folder, name, system === "windows" ? "gantry.exe" : "gantry"))).toStartWith(magic[system]!);
    }
    expect(files.filter((file) => /^gantry-0.*\.(?:tar\.gz|zip)$/.test(file))).toHaveLength(isFull ? 7 : 1);
  },
  patienceMs,
);

const program = (): string => {
  const name = readdirSync(folder).find((each) => each.startsWith("gantry-0") && each.endsWith(native));
  return join(folder, name ?? "", "gantry");
};

test("it is a client of engines, with Compose and builds, and has no engine", async () => {
  const { namespace, clientEnvironment } = await engine();
  const client = (...args: string[]) => namespace.run([program(), ...args], { env: clientEnvironment });
  expect((await client("run", "--rm", "busybox", "echo", "hello")).stdout).toBe("hello\n");
  expect((await client("compose", "ls", "-q")).code).toBe(0);
  expect((await client("daemon")).stderr).toContain("unknown command: docker daemon");
});

test("by npm it is the program of its machine", async () => {
  const files = readdirSync(join(folder, "made")).filter((file) => file.endsWith(".tgz"));
  const packages = files.filter((file) => file.startsWith("gantry-cli-0") || file.startsWith(`gantry-cli-${native}-0`));
  expect(packages).toHaveLength(2);
  const into = join(folder, "installed");
  mkdirSync(into);
  const paths = packages.map((file) => join(folder, "made", file));
  await succeed(["npm", "install", "--prefix", into, "--omit=optional", "--no-audit", "--no-fund", ...paths]);
  expect(await succeed([join(into, "node_modules/.bin/gantry"), "--version"])).toStartWith("Docker version ");
}, 120_000);
