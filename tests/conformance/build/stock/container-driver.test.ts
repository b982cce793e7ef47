import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { succeed } from "../../../support/command.ts";
import type { Engine } from "../../../support/engine.ts";
import { EngineRegistry } from "../../../support/engine-registry.ts";
import { gantryExecutable } from "../../../support/peers.ts";
import { buildEngine, sources, stock } from "./stock-clients.ts";

/*
 * The driver docker-container keeps its BuildKit in a container of the engine: it creates it privileged, puts its
 * configuration into it, asks it by programs (`buildctl`) and speaks gRPC through one (`buildctl dial-stdio`). The real
 * image is in no registry here, so one of its name has this engine in BuildKit's place: what is tested is the outer one.
 */
// Ended before the engine.
afterAll(async () => {
  await started.docker(["rm", "-fv", "buildx_buildkit_inside0"]);
});
const engine = buildEngine();

const socket = "unix:///run/buildkit.sock";
const flags =
  "--data-root /var/lib/buildkit --exec-root /run/inner --pidfile /run/inner.pid --bridge none --iptables=false";
const folder = sources({
  "image/Dockerfile": 'FROM busybox\nCOPY root /\nENTRYPOINT ["buildkitd"]\n',
  "image/root/bin/buildkitd": `#!/bin/sh\nexec /usr/bin/gantry daemon -H ${socket} ${flags}\n`,
  "image/root/bin/buildctl": [
    "#!/bin/sh",
    `export DOCKER_HOST=${socket} HOME=/tmp`,
    'case "$1 $2" in',
    '"debug workers") exec /usr/bin/gantry version ;;',
    '"dial-stdio "*) exec /usr/bin/gantry buildx dial-stdio ;;',
    "esac",
    'echo "buildctl: no $*" >&2',
    "exit 1",
    "",
  ].join("\n"),
  "context/Dockerfile": "FROM scratch\nCOPY file /file\nLABEL made=inside\n",
  "context/file": "content\n",
  "buildkitd.toml": "debug = true\n",
});

/** A dynamic program with its libraries. */
async function addProgram(path: string): Promise<void> {
  const stdout = await succeed(["ldd", path]);
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, library = ""]) => library);
  for (const library of libraries) cpSync(library, `${folder}/image/root${library}`, { dereference: true });
  mkdirSync(`${folder}/image/root/usr/bin`, { recursive: true });
  cpSync(path, `${folder}/image/root/usr/bin/${path.slice(path.lastIndexOf("/") + 1)}`);
}

let started: Engine;
beforeAll(async () => {
  started = await engine();
  await addProgram(gantryExecutable());
  cpSync(`${dirname(gantryExecutable())}/gantry-shim`, `${folder}/image/root/usr/bin/gantry-shim`);
  await succeed(["chmod", "-R", "755", `${folder}/image/root/bin`]);
  await stock(started, ["build", "-q", "-t", "moby/buildkit:buildx-stable-1", `${folder}/image`]);
}, 120_000);

const buildx = (...words: string[]) => stock(started, ["buildx", ...words]);

test("a builder in a container is created, asked, used and removed by the stock buildx", async () => {
  await using registry = await EngineRegistry.openFor(started);
  const options = ["--driver-opt", "network=host", "--buildkitd-config", `${folder}/buildkitd.toml`];
  await buildx("create", "--name", "inside", "--driver", "docker-container", ...options, "--bootstrap", "--use");
  const { stdout: shown } = await buildx("inspect", "inside");
  expect(shown).toMatch(/Driver: +docker-container/);
  expect(shown).toMatch(/Status: +running/);
  const { stdout: facts } = await stock(started, ["inspect", "buildx_buildkit_inside0"]);
  expect(JSON.parse(facts)[0].HostConfig).toMatchObject({ Privileged: true, NetworkMode: "host" });
  const { stdout: config } = await stock(started, [
    "exec",
    "buildx_buildkit_inside0",
    "cat",
    "/etc/buildkit/buildkitd.toml",
  ]);
  expect(config).toContain("debug = true");

  await buildx("build", "--load", "-t", "loaded:1", `${folder}/context`);
  const { stdout: label } = await stock(started, ["image", "inspect", "-f", "{{.Config.Labels.made}}", "loaded:1"]);
  expect(label).toBe("inside\n");
  const name = `${registry.address}/pushed:1`;
  await buildx("build", "--push", "-t", name, `${folder}/context`);
  await stock(started, ["pull", name]);
  await buildx("build", "-o", `${folder}/out`, `${folder}/context`);
  expect(readFileSync(`${folder}/out/file`, "utf8")).toBe("content\n");
  expect((await buildx("du")).stdout).toContain("Total:");

  await buildx("stop", "inside");
  expect((await buildx("inspect", "inside")).stdout).toMatch(/Status: +stopped/);
  await buildx("build", "--load", "-t", "loaded:2", `${folder}/context`);
  await buildx("rm", "inside");
  const { stdout: left } = await stock(started, ["ps", "-aq"]);
  const { stdout: volumes } = await stock(started, ["volume", "ls", "-q"]);
  expect([left, volumes]).toEqual(["", ""]);
}, 180_000);
