import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tarOf } from "../../../tools/docker-archive.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine({ config: { experimental: true } });
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const dockerfile = `FROM busybox
RUN echo one > /one && mkdir /kept /gone && echo a > /kept/a && echo b > /kept/b
RUN rm -r /gone /one /kept/a && rm /bin/ping && rm -r /tmp && mkdir /tmp && echo new > /tmp/new
ENV A=b
`;

interface HistoryRow {
  readonly Comment: string;
  readonly CreatedBy: string;
  readonly Size: number;
}

async function layersOf(name: string): Promise<string[]> {
  const { RootFS } = await (await engine()).json<{ RootFS: { Layers: string[] } }>("GET", `/images/${name}/json`);
  return RootFS.Layers;
}

async function filesOf(name: string): Promise<string> {
  const script = "ls -A / /kept /tmp; ls /bin | wc -l; cat /tmp/new /kept/b";
  const { code, stdout } = await (await engine()).docker(["run", "--rm", name, "sh", "-c", script]);
  expect(code).toBe(0);
  return stdout;
}

async function buildByApi(query: string): Promise<string> {
  const body = tarOf({ Dockerfile: { file: dockerfile } });
  const { body: answer } = await (await engine()).request("POST", `/build?${query}`, { body, timeoutMs: 60_000 });
  return answer.toString();
}

test("squash=1 of the classic API: one layer over the base, the same files, and the history that says so", async () => {
  const started = await engine();
  expect(await buildByApi("t=plain")).toContain("Successfully tagged plain:latest");
  expect(await buildByApi("t=squashed&squash=1")).toContain("Successfully tagged squashed:latest");
  const [base, plain, squashed] = [await layersOf("busybox"), await layersOf("plain"), await layersOf("squashed")];
  expect(plain).toHaveLength(base.length + 2);
  expect(squashed).toHaveLength(base.length + 1);
  expect(squashed.slice(0, base.length)).toEqual(base);
  expect(await filesOf("squashed")).toBe(await filesOf("plain"));

  const [merge, ...steps] = await started.json<HistoryRow[]>("GET", "/images/squashed/history");
  const plainSteps = await started.json<HistoryRow[]>("GET", "/images/plain/history");
  expect(merge?.CreatedBy).toBe("");
  expect(merge?.Comment).toMatch(/^merge sha256:[0-9a-f]{64} to sha256:[0-9a-f]{64}$/);
  expect(merge?.Size).toBeGreaterThan(0);
  expect(steps.map(({ CreatedBy }) => CreatedBy)).toEqual(plainSteps.map(({ CreatedBy }) => CreatedBy));
  expect(steps.slice(0, 3).map(({ Size }) => Size)).toEqual([0, 0, 0]);
});

test("--squash of our own client: over the base, or all in one", async () => {
  const started = await engine();
  const folder = mkdtempSync(join(tmpdir(), "squash-"));
  folders.push(folder);
  writeFileSync(join(folder, "Dockerfile"), dockerfile);
  const build = async (name: string, ...flags: readonly string[]): Promise<void> => {
    const built = await started.own(["build", ...flags, "-t", name, folder]);
    expect([built.code, built.code === 0 ? "" : built.stderr]).toEqual([0, ""]);
  };
  const base = await layersOf("busybox");
  await build("own-plain");
  await build("own-above", "--squash=above-base");
  await build("own-bare", "--squash");
  await build("own-all", "--squash=all");
  expect(await layersOf("own-bare")).toEqual(await layersOf("own-above"));
  expect((await layersOf("own-above")).slice(0, -1)).toEqual(base);
  expect(await layersOf("own-all")).toHaveLength(1);
  const [above, all, plain] = [await filesOf("own-above"), await filesOf("own-all"), await filesOf("own-plain")];
  expect([above, all]).toEqual([plain, plain]);
  const [entry] = await started.json<HistoryRow[]>("GET", "/images/own-all/history");
  expect(entry?.Comment).toMatch(/^create new from sha256:[0-9a-f]{64}$/);
  const refused = await started.own(["build", "--squash=some", folder]);
  expect(refused.stderr).toContain('invalid boolean value "some"');
});
