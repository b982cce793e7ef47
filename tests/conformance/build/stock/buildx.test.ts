import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { succeed } from "../../../support/command.ts";
import { EngineRegistry } from "../../../support/engine-registry.ts";
import { buildEngine, printedIn, sources, stock } from "./stock-clients.ts";

const engine = buildEngine();

const folder = sources({
  "context/Dockerfile": [
    "FROM busybox AS base",
    "ARG WHO=nobody",
    "RUN echo $WHO > /who",
    "FROM scratch AS files",
    "COPY --from=base /who /who",
    "COPY file /file",
    "FROM base",
    "COPY file /file",
    'LABEL made="here"',
    "",
  ].join("\n"),
  "context/file": "content\n",
  "mounts/Dockerfile": [
    "FROM busybox",
    "RUN --mount=type=secret,id=of-file cat /run/secrets/of-file",
    "RUN --mount=type=secret,id=of-env,env=TOLD echo $TOLD",
    "RUN --mount=type=ssh test -S $SSH_AUTH_SOCK && echo agent is there",
    "COPY --from=more told /told",
    "COPY --from=other /etc/passwd /of-image",
    "RUN cat /told && test -s /of-image",
    "",
  ].join("\n"),
  secret: "of the file\n",
  "more/told": "of the context\n",
  "lint/Dockerfile": "FROM busybox\nENV a b\nfrom busybox as other\n",
});
const context = `${folder}/context`;

test("a result is loaded with its names, labels and files, and written down", async () => {
  const started = await engine();
  const [metadata, iid] = [`${folder}/metadata`, `${folder}/iid`];
  const names = ["-t", "loaded:1", "-t", "loaded:2", "--label", "more=1", "--build-arg", "WHO=you"];
  const files = ["--metadata-file", metadata, "--iidfile", iid];
  await stock(started, ["buildx", "build", "--load", ...names, ...files, context]);
  expect(await printedIn(started, "loaded:2", "cat", "/who", "/file")).toBe("you\ncontent\n");
  const { stdout } = await stock(started, ["image", "inspect", "-f", "{{.Id}} {{json .Config.Labels}}", "loaded:1"]);
  const said = JSON.parse(readFileSync(metadata, "utf8"));
  expect(stdout).toBe(`${readFileSync(iid, "utf8")} {"made":"here","more":"1"}\n`);
  expect(said).toMatchObject({
    "buildx.build.ref": expect.stringMatching(/^default\/default\/[0-9a-z]{25}$/),
    "buildx.build.provenance": { buildType: "https://mobyproject.org/buildkit@v1" },
    "containerimage.digest": readFileSync(iid, "utf8"),
    "image.name": "docker.io/library/loaded:1,docker.io/library/loaded:2",
  });
}, 60_000);

test("a result is a folder, a tar archive, or one of an image", async () => {
  const started = await engine();
  const build = (...words: string[]) => stock(started, ["buildx", "build", ...words, context]);
  await build("--target", "files", "-o", `${folder}/out`);
  expect(readFileSync(`${folder}/out/who`, "utf8") + readFileSync(`${folder}/out/file`, "utf8")).toBe(
    "nobody\ncontent\n",
  );
  await build("--target", "files", "-o", `type=tar,dest=${folder}/out.tar`);
  expect((await succeed(["tar", "-tf", `${folder}/out.tar`])).split("\n").filter(Boolean).sort()).toEqual([
    "file",
    "who",
  ]);
  await build("-o", `type=oci,dest=${folder}/oci.tar`, "-t", "archive:1");
  const index = JSON.parse(await succeed(["tar", "-xOf", `${folder}/oci.tar`, "index.json"]));
  expect(index.manifests[0].annotations).toMatchObject({
    "io.containerd.image.name": "docker.io/library/archive:1",
    "org.opencontainers.image.ref.name": "1",
  });
  await build("-o", `type=docker,dest=${folder}/docker.tar`, "-t", "archive:2");
  await stock(started, ["load", "-q", "-i", `${folder}/docker.tar`]);
  expect(await printedIn(started, "archive:2", "cat", "/file")).toBe("content\n");
}, 60_000);

test("secrets, an agent and contexts reach the steps that name them", async () => {
  const started = await engine();
  const listening = ["sh", "-c", 'eval "$(ssh-agent -s)" >&2 && echo $SSH_AUTH_SOCK $SSH_AGENT_PID'];
  const [socket = "", pid = ""] = (await succeed(listening)).trim().split(" ");
  try {
    const secrets = ["--secret", `id=of-file,src=${folder}/secret`, "--secret", "id=of-env,env=WORD"];
    const contexts = ["--build-context", `more=${folder}/more`];
    const image = ["--build-context", "other=docker-image://busybox"];
    const words = ["--progress=plain", "--no-cache", ...secrets, "--ssh", "default", ...contexts, ...image];
    const { stderr } = await stock(started, ["buildx", "build", ...words, `${folder}/mounts`], {
      env: { WORD: "of the environment", SSH_AUTH_SOCK: socket },
    });
    for (const told of ["of the file", "of the environment", "agent is there", "of the context"])
      expect(stderr).toMatch(new RegExp(`^#\\d+ \\d+\\.\\d+ ${told}$`, "m"));
  } finally {
    process.kill(Number(pid));
  }
}, 60_000);

test("a cache goes into a folder and a registry, and comes from there", async () => {
  const started = await engine();
  await using registry = await EngineRegistry.openFor(started);
  const places = [
    [`type=local,dest=${folder}/cache,mode=max`, `type=local,src=${folder}/cache`],
    [`type=registry,ref=${registry.address}/cache:1,mode=max`, `type=registry,ref=${registry.address}/cache:1`],
  ] as const;
  for (const [to, from] of places) {
    const build = (...words: string[]) =>
      stock(started, ["buildx", "build", "--progress=plain", "--build-arg", `WHO=${from}`, ...words, context]);
    await build("--cache-to", to);
    await stock(started, ["builder", "prune", "-af"]);
    const { stderr } = await build("--cache-from", from);
    expect(stderr).toMatch(/^#\d+ \[base 2\/2\] RUN .*\n#\d+ (?:sha256:.*\n#\d+ )*CACHED$/m);
  }
}, 60_000);

test("an image of several platforms is pushed in the order asked for, with what is said of each", async () => {
  const started = await engine();
  await using registry = await EngineRegistry.openFor(started);
  const name = `${registry.address}/several:1`;
  const platforms = ["--platform", "linux/s390x,linux/amd64,linux/arm64,linux/riscv64", "--provenance", "mode=max"];
  const dockerfile = "FROM scratch\nARG TARGETARCH\nCOPY file /for-$TARGETARCH\n";
  const words = ["buildx", "build", "--push", "-t", name, ...platforms, "-f", "-", context];
  await stock(started, words, { input: dockerfile });
  const { stdout } = await stock(started, ["buildx", "imagetools", "inspect", "--raw", name]);
  const { manifests } = JSON.parse(stdout) as { manifests: { platform: { architecture: string } }[] };
  expect(manifests.map(({ platform }) => platform.architecture)).toEqual([
    "s390x",
    "amd64",
    "arm64",
    "riscv64",
    ...Array(4).fill("unknown"),
  ]);
  const format =
    '{{range $k, $v := .Provenance}}{{$k}} {{len $v.SLSA}} {{end}}{{(index .Image "linux/arm64").Architecture}}';
  const told = await stock(started, ["buildx", "imagetools", "inspect", "--format", format, name]);
  expect(told.stdout).toMatch(/^linux\/amd64 [1-9] linux\/arm64 [1-9] linux\/riscv64 [1-9] linux\/s390x [1-9] arm64$/m);
}, 60_000);

test("a build that is only checked, or told as JSON, is what buildx expects", async () => {
  const started = await engine();
  const checked = await started.docker(["buildx", "build", "--check", `${folder}/lint`]);
  expect(checked.code).toBe(1);
  expect(checked.stdout).toContain("WARNING: LegacyKeyValueFormat - https://docs.docker.com/go/dockerfile/rule/");
  expect(checked.stdout).toContain("Check complete, 2 warnings have been found!");
  const { stderr } = await stock(started, ["buildx", "build", "--progress=rawjson", context]);
  const lines = stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const named = lines.flatMap(({ vertexes = [] }) => vertexes.map(({ name }: { name: string }) => name));
  expect(named).toContain("[base 2/2] RUN echo nobody > /who");
}, 60_000);
