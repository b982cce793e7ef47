import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "../../support/command.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
const folder = mkdtempSync(join(tmpdir(), "classic-"));
afterAll(() => rmSync(folder, { recursive: true }));

const context = join(folder, "context");
mkdirSync(join(context, "sub/deep/kept"), { recursive: true });
const files: Readonly<Record<string, string>> = {
  Dockerfile: "FROM busybox\nARG A\nARG B\nCOPY . /x/\nRUN echo $A $B; cd /x; find . | sort; stat -c '%n %u %g %a' *\n",
  ".dockerignore": "*.skip\nsub/deep\n!sub/deep/kept\nDockerfile\n.dockerignore\n",
  mode: "600",
  "one.skip": "s",
  "sub/Other": "FROM busybox\nLABEL a=b\nCOPY mode /\n",
  "sub/deep/gone": "g",
  "sub/deep/kept/file": "k",
  failing: "FROM busybox\nRUN echo out; exit 3\n",
  broken: "FROM busybox\nRUNN x\n",
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(context, name), text);
writeFileSync(join(folder, "Outside"), "FROM busybox\nCOPY . /y/\nRUN cd /y; find . | sort\n");
chmodSync(join(context, "mode"), 0o600);
symlinkSync("mode", join(context, "link"));

/** Ids, times and how large an archive is that one client puts together in another way. */
function masked({ code, stdout, stderr }: Result, isFiltered: boolean): object {
  const plain = (text: string): string =>
    text
      .replace(/\b[0-9a-f]{12}\b/g, "ID")
      .replace(/sha256:[0-9a-f]{64}/g, "DIGEST")
      .replaceAll(folder, "@");
  return {
    code,
    stdout: isFiltered ? plain(stdout).replace(/daemon +\S+/, "daemon SIZE") : plain(stdout),
    stderr: plain(stderr),
  };
}

const lines: readonly (readonly [args: readonly string[], input?: string])[] = [
  [["--build-arg", "A=1", "--build-arg", "B", "--label", "l=1", "-t", "classic:1", context]],
  [["-q", context]],
  [["-f", join(context, "sub/Other"), context]],
  [["-f", join(folder, "Outside"), context]],
  [["-f", "-", context], "FROM busybox\nCOPY . /z/\nRUN find /z | sort\n"],
  [["-"], "FROM busybox\nLABEL z=1\n"],
  [["-f", join(context, "failing"), context]],
  [["-q", "-f", join(context, "failing"), context]],
  [["-f", join(context, "broken"), context]],
  [
    [
      "-m",
      "64m",
      "-c",
      "2",
      "--add-host",
      "a:1.2.3.4",
      "--network",
      "none",
      "--target",
      "0",
      "--platform",
      "linux/amd64",
      context,
    ],
  ],
  [["--secret", "id=x", context]],
  [["-t", "BAD/Name", context]],
  [["-m", "x", context]],
  [["--ulimit", "nofile=2:1", context]],
  [["--ulimit", "foo", context]],
  [["--shm-size", "x", context]],
  [["--memory-swap", "x", context]],
  [["-c", "x", context]],
  [["--add-host", "foo", context]],
  [["--build-arg", "=x", context]],
  [["--squash=maybe", context]],
  [["--load", context]],
  [["-o", "out", context]],
  [["a", "b"]],
  [[]],
  [[join(context, "nosuch")]],
  [["-f", join(context, "nosuch"), context]],
  [["-f", "-", "-"], ""],
  [["-f", "x", "-"], "FROM busybox\n"],
];

for (const [args, input = ""] of lines)
  test(`DOCKER_BUILDKIT=0 docker build ${args.join(" ").replaceAll(folder, "")}`, async () => {
    const started = await engine();
    const isFiltered = args.includes("-") || args.includes(join(folder, "Outside"));
    const argv = ["build", "--no-cache", ...args];
    const options = { input, env: { DOCKER_BUILDKIT: "0", B: "b" } };
    const own = masked(await started.own(argv, options), isFiltered);
    expect(own).toEqual(masked(await started.docker(argv, options), isFiltered));
  }, 60_000);

test("the image's id goes into a file, and what is no boolean is said", async () => {
  const started = await engine();
  const file = join(folder, "id");
  const env = { DOCKER_BUILDKIT: "0" };
  const { stdout } = await started.own(["build", "-q", "--iidfile", file, context], { env });
  expect(readFileSync(file, "utf8")).toBe(stdout);
  const options = { env: { DOCKER_BUILDKIT: "perhaps" } };
  const [own, stock] = [
    await started.own(["build", context], options),
    await started.docker(["build", context], options),
  ];
  expect(own.code).toBe(stock.code);
  expect(own.stderr).toContain("DOCKER_BUILDKIT environment variable expects boolean value: strconv.ParseBool");
  expect(stock.stderr).toContain("DOCKER_BUILDKIT environment variable expects boolean value: strconv.ParseBool");
}, 60_000);
