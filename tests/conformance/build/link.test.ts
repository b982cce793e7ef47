import { expect, test } from "bun:test";
import { BuildFolder, build, emptyEngine } from "../../support/build-cache.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

async function layersOf(name: string): Promise<readonly string[]> {
  const started = await engine();
  const { RootFS } = await started.json<{ RootFS: { Layers: string[] } }>("GET", `/images/${name}/json`);
  return RootFS.Layers;
}

function dockerfile(below: string): string {
  return `FROM busybox\n${below}\nCOPY --link file folder /linked/\nRUN cat /linked/file /linked/inner /below > /all\n`;
}

/** What a linked copy is laid over: folders of others, symlinks, files and folders in the way. */
const stages: ReadonlyArray<readonly [of: string, dockerfile: string, tree: readonly string[]]> = [
  [
    "a folder that an earlier copy made",
    "RUN mkdir /y\nCOPY --link --chown=5:6 --chmod=640 file /x/a\nADD --link file /x/b\n",
    ["/x 640 5:6", "/x/a 640 5:6", "/x/b 644 0:0"],
  ],
  [
    "folders that an earlier linked copy made",
    "COPY --link file /n/e/w/\nCOPY --link --chown=5 folder /n/sub\n",
    ["/n 755 0:0", "/n/e 755 0:0", "/n/e/w 755 0:0", "/n/e/w/file 644 0:0", "/n/sub 755 5:5", "/n/sub/inner 644 5:5"],
  ],
  [
    "a folder of another",
    "RUN mkdir -m 700 /app && chown 5:6 /app\nCOPY --link file /app/\n",
    ["/app 700 5:6", "/app/file 644 0:0"],
  ],
  [
    "a symlink to a folder",
    "RUN mkdir /real && ln -s real /to\nCOPY --link file /to/\nCOPY --link folder /to/deep\n",
    ["/real 755 0:0", "/real/deep 755 0:0", "/real/deep/inner 644 0:0", "/real/file 644 0:0", "/to 777 0:0"],
  ],
  [
    "a folder where a file is named",
    "RUN mkdir /in && touch /in/there\nCOPY --link file /in\n",
    ["/in 755 0:0", "/in/file 644 0:0", "/in/there 644 0:0"],
  ],
  [
    "a stage that knows the owner",
    "RUN echo bob:x:1234:1234::/:/bin/sh >> /etc/passwd\nCOPY --link --chown=bob file /of/bob/\n",
    ["/of 755 1234:1234", "/of/bob 755 1234:1234", "/of/bob/file 644 1234:1234"],
  ],
];

/** Where a layer would hide what is there, a copy fails. */
const refusals: ReadonlyArray<readonly [of: string, dockerfile: string, said: RegExp]> = [
  [
    "a file where a folder comes",
    "RUN touch /was\nCOPY --link folder /was\n",
    /cannot copy to non-directory: \S*\/was$/m,
  ],
  [
    "a folder where a file comes",
    "RUN mkdir -p /was/inner\nCOPY --link folder /was\n",
    /cannot replace to directory \S*\/was\/inner with file$/m,
  ],
  [
    "a folder where a file with a mode comes",
    "RUN mkdir -p /was/inner\nCOPY --link --chmod=700 folder /was\n",
    /cannot replace to directory \S*\/was\/inner with file$/m,
  ],
];

const contexts = { file: "file\n", "folder/inner": "inner\n" };
const [one, other] = [dockerfile("RUN echo one > /below"), dockerfile("RUN echo other > /below\nRUN true")];
const copy = (step: string): string => `[${step}] COPY --link file folder /linked/`;

for (const face of ["own", "buildx"] as const) {
  test.each(stages)(
    `a linked copy onto %s gives the tree of a copy, for ${face}`,
    async (_of, steps, tree) => {
      const started = await engine();
      await emptyEngine(started);
      using folder = new BuildFolder({ ...contexts, Dockerfile: `FROM busybox\n${steps}` });
      await build(started, face, ["-t", "laid", folder.path]);
      const roots = [...new Set(tree.map((line) => line.replace(/^(\/[^/ ]*).*$/, "$1")))];
      const list = `find ${roots.join(" ")} | sort | xargs stat -c '%n %a %u:%g'`;
      const ran = await started.docker(["run", "--rm", "laid", "sh", "-c", list]);
      expect(ran.stdout.trim().split("\n")).toEqual([...tree]);
    },
    120_000,
  );

  test.each(refusals)(
    `a linked copy onto %s fails as that step, for ${face}`,
    async (_of, steps, said) => {
      const started = await engine();
      await emptyEngine(started);
      using folder = new BuildFolder({ ...contexts, Dockerfile: `FROM busybox\n${steps}` });
      const { code, stderr } = await build(started, face, ["-t", "laid", folder.path], { mayFail: true });
      expect(code).not.toBe(0);
      expect(stderr).toMatch(said);
      expect(stderr).toMatch(/^ > \[3\/3\] COPY --link .*:$/m);
      expect(stderr).toMatch(/^#\d+ ERROR: cannot /m);
    },
    120_000,
  );

  test(`a linked copy into the stage is found again, and told as one step, for ${face}`, async () => {
    const started = await engine();
    await emptyEngine(started);
    const steps = ["RUN mkdir -m 700 /app", "COPY --link file /app/", "RUN cat /proc/sys/kernel/random/uuid > /made"];
    using folder = new BuildFolder({ ...contexts, Dockerfile: ["FROM busybox", ...steps].join("\n") });
    const first = await build(started, face, ["-t", "first", folder.path]);
    expect(first.stderr.match(/^#\d+ \[3\/4\] COPY --link file \/app\/$/gm)).toHaveLength(1);
    const again = await build(started, face, ["-t", "again", folder.path]);
    expect(again.cached.filter((name) => !name.includes("FROM")).toSorted()).toEqual(
      steps.map((step, at) => `[${at + 2}/4] ${step}`),
    );
    expect(await layersOf("again")).toEqual(await layersOf("first"));
  }, 120_000);

  test(`a linked layer is the same on another base, and not copied again, for ${face}`, async () => {
    const started = await engine();
    await emptyEngine(started);
    using folder = new BuildFolder({ ...contexts, one, other });
    await build(started, face, ["-t", "one", "-f", `${folder.path}/one`, folder.path]);
    const again = await build(started, face, ["-t", "other", "-f", `${folder.path}/other`, folder.path]);
    expect(again.cached.filter((name) => !name.includes("FROM"))).toEqual([copy("4/5")]);
    const [before, after] = [await layersOf("one"), await layersOf("other")];
    expect([before.length, after.length]).toEqual([4, 5]);
    expect(after[3]).toBe(before[2]);
    const ran = await started.own(["run", "--rm", "other", "cat", "/all"]);
    expect(ran.stdout).toBe("file\ninner\nother\n");
  }, 120_000);

  test(`a linked layer of a cache lies on what that cache does not have, for ${face}`, async () => {
    const started = await engine();
    await emptyEngine(started);
    using folder = new BuildFolder({ ...contexts, one, other });
    const cache = `${folder.path}/cache`;
    const to = `type=local,dest=${cache},mode=max`;
    await build(started, face, ["-t", "one", "-f", `${folder.path}/one`, "--cache-to", to, folder.path]);
    const before = await layersOf("one");
    await emptyEngine(started);
    const words = ["-t", "other", "-f", `${folder.path}/other`, "--cache-from", `type=local,src=${cache}`, folder.path];
    const again = await build(started, face, words);
    expect(again.cached).toContain(copy("4/5"));
    expect((await layersOf("other"))[3]).toBe(before[2]);
    const ran = await started.own(["run", "--rm", "other", "cat", "/all"]);
    expect(ran.stdout).toBe("file\ninner\nother\n");
  }, 120_000);
}
