import { afterAll, expect, test } from "bun:test";
import { BuildGround } from "./build-ground.ts";

// Mounts of RUN that lead out: of the context, of an image, of a cache, and of the step's own tree.

const opened = BuildGround.open();
afterAll(async () => (await opened)[Symbol.asyncDispose](), 60_000);

/** Prints what a read of the mount gives, and tries to leave something. */
const use = "cat /m/file /m 2>/dev/null | sed 's/^/read: /'; touch /m/evil /m/file 2>/dev/null; true";

test("a cache's folder that others swap for a link while it is mounted (CVE-2024-23651)", async () => {
  const ground = await opened;
  const { folder } = ground.canary;
  const swap = `for i in $(seq 400); do rm -rf /c/sub; mkdir /c/sub; rm -rf /c/sub; ln -s ${folder} /c/sub; done`;
  const swapping = ground.build({ dockerfile: `FROM busybox\nRUN --mount=type=cache,id=race,target=/c ${swap}\n` });
  const mounted = `FROM busybox\nRUN --mount=type=cache,id=race,source=sub,target=/m ${use}\n`;
  const output = await ground.output(...Array.from({ length: 12 }, () => ({ dockerfile: mounted })));
  expect((await swapping).code).toBe(0);
  expect(output).not.toContain("read: canary");
  ground.check();
});

test("mount points below links are made and removed in the step's own tree (CVE-2024-23652)", async () => {
  const ground = await opened;
  const { folder } = ground.canary;
  const base = `FROM busybox\nRUN mkdir -p /a/b && ln -s ${folder} /link && ln -s ${folder}/file /file\n`;
  const swap = `mv /a /old; mkdir /a; ln -s ${folder} /a/b`;
  const output = await ground.output(
    { dockerfile: `${base}RUN --mount=type=tmpfs,target=/link true\n` },
    { dockerfile: `${base}RUN --mount=type=tmpfs,target=/link/deep/er true\n` },
    {
      dockerfile: `${base}RUN --mount=type=secret,id=s,target=/file true\n`,
      args: ["--secret", "id=s,env=S"],
      env: { S: "s" },
    },
    { dockerfile: `${base}RUN --mount=type=bind,from=busybox,target=/a/b/file ${swap}\n` },
    { dockerfile: `${base}RUN --mount=type=cache,target=/a/b/new/stub ${swap}\n` },
  );
  expect(output).not.toContain("read: canary");
});

test("sources outside of the context, of an image and of a cache (CVE-2024-1753, 2024-9407, 2024-9675, 2024-11218)", async () => {
  const ground = await opened;
  const { folder } = ground.canary;
  const up = "../".repeat(12);
  const mount = (options: string): string => `FROM busybox\nRUN --mount=${options},target=/m ${use}\n`;
  const inImage = `FROM busybox AS evil\nRUN ln -s ${folder} /out && ln -s ${up}${folder} /up\n`;
  const links = { out: { link: folder }, file: { link: `${folder}/file` }, up: { link: `${up}${folder}` } };
  const output = await ground.output(
    { dockerfile: mount(`type=bind,source=${up}${folder}`) },
    { dockerfile: mount(`type=bind,rw,source=${up}${folder}/file`) },
    ...["out", "file", "up", "out/file"].map((source) => ({
      dockerfile: mount(`type=bind,rw,source=${source}`),
      files: links,
    })),
    ...["/out", "/up", `${up}${folder}`].flatMap((source) => [
      { dockerfile: `${inImage}${mount(`type=bind,rw,from=evil,source=${source}`)}` },
      { dockerfile: `${inImage}${mount(`type=cache,id=of${source},from=evil,source=${source}`)}` },
    ]),
    ...[`${up}${folder}`, folder, "..", "../../x"].map((id) => ({ dockerfile: mount(`type=cache,id=${id}`) })),
    { dockerfile: mount(`type=cache,id=plain,source=${up}${folder}`) },
    { dockerfile: `FROM busybox\nRUN --mount=type=cache,target=${up}${folder} touch ${folder}/evil; true\n` },
  );
  expect(output).not.toContain("read: canary");
  expect(output).toContain("#");
});
