import { expect, test } from "bun:test";
import type { ContainerPruneReport, DiskUsage, EventMessage, ImagePruneReport } from "#api/types.gen.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

async function ran(name: string, script: string, more: object = {}): Promise<string> {
  const body = { Image: "busybox", Cmd: ["sh", "-c", script], ...more };
  const { Id } = await (await engine()).json<{ Id: string }>("POST", `/containers/create?name=${name}`, body);
  await (await engine()).json("POST", `/containers/${name}/start`);
  await (await engine()).json("POST", `/containers/${name}/wait`);
  return Id;
}

async function prune<T>(what: string, filters: object): Promise<T> {
  return (await engine()).json("POST", `/${what}/prune?filters=${encodeURIComponent(JSON.stringify(filters))}`);
}

async function refusal(what: string, filters: object): Promise<[number, string]> {
  const path = `/${what}/prune?filters=${encodeURIComponent(JSON.stringify(filters))}`;
  const { status, body } = await (await engine()).request("POST", path);
  return [status, (JSON.parse(body.toString()) as { message: string }).message];
}

test("disk usage: sizes, who uses what, and only the kinds asked for", async () => {
  await ran("wrote", "head -c 100000 /dev/urandom > /f; echo x > /v/y", { HostConfig: { Binds: ["dfvol:/v"] } });
  const usage = await (await engine()).json<DiskUsage>("GET", "/system/df");
  expect(usage.LayersSize).toBeGreaterThan(1_000_000);
  expect(usage.Images?.[0]).toMatchObject({ Containers: 1, SharedSize: 0 });
  expect(usage.Containers?.[0]?.SizeRw).toBeGreaterThanOrEqual(100_000);
  expect(usage.Volumes).toMatchObject([{ Name: "dfvol", UsageData: { RefCount: 1, Size: 2 } }]);
  expect(usage.BuildCache).toEqual([]);
  const some = await (await engine()).json<DiskUsage>("GET", "/system/df?type=volume&type=build-cache");
  expect(some).toMatchObject({ LayersSize: 0, Images: null, Containers: null, BuildCache: [] });
  const { status, body } = await (await engine()).request("GET", "/system/df?type=nosuch");
  expect([status, body.toString().trim()]).toEqual([400, '{"message":"unknown object type: nosuch"}']);
  const { stdout } = await (await engine()).docker(["system", "df"]);
  expect(stdout.split("\n").map((line) => line.split(/ {2,}/)[0])).toEqual([
    "TYPE",
    "Images",
    "Containers",
    "Local Volumes",
    "Build Cache",
    "",
  ]);
});

test("containers that do not run, as the filters say", async () => {
  await prune("containers", {});
  const kept = await ran("kept", "echo x > /f", { Labels: { keep: "" } });
  const gone = await ran("gone", "head -c 5000 /dev/zero > /f");
  await (await engine()).json("POST", "/containers/create?name=runs", { Image: "busybox", Cmd: ["sleep", "1000"] });
  await (await engine()).json("POST", "/containers/runs/start");
  const first = await prune<ContainerPruneReport>("containers", { "label!": ["keep"] });
  expect(first.ContainersDeleted).toEqual([gone]);
  expect(first.SpaceReclaimed).toBeGreaterThanOrEqual(5000);
  expect((await prune<ContainerPruneReport>("containers", { until: ["1h"] })).ContainersDeleted).toBeNull();
  const { stdout } = await (await engine()).docker(["container", "prune", "-f"]);
  expect(stdout).toStartWith(`Deleted Containers:\n${kept}\n\nTotal reclaimed space: `);
  expect((await (await engine()).request("DELETE", "/containers/runs?force=1")).status).toBe(204);
});

test("images that no container has", async () => {
  await (await engine()).docker(["tag", "busybox", "other:1"]);
  await (await engine()).json("POST", "/containers/create?name=uses", { Image: "busybox" });
  expect((await prune<ImagePruneReport>("images", {})).ImagesDeleted).toBeNull();
  const { ImagesDeleted } = await prune<ImagePruneReport>("images", { dangling: ["false"] });
  expect(ImagesDeleted).toHaveLength(1);
  await (await engine()).json("DELETE", "/containers/uses");
  const { stdout } = await (await engine()).docker(["image", "prune", "-af"]);
  expect(stdout).toMatch(/^Deleted Images:\nuntagged: .*\ndeleted: sha256:[\s\S]*\nTotal reclaimed space: \d.*MB\n$/);
  expect(await (await engine()).json<object[]>("GET", "/images/json")).toEqual([]);
  await (await engine()).loadBusybox();
});

test("everything at once, after a question", async () => {
  const since = (await (await engine()).json<{ SystemTime: string }>("GET", "/info")).SystemTime;
  await ran("last", "true");
  await (await engine()).docker(["network", "create", "unused"]);
  const asked = await (await engine()).docker(["system", "prune"], { input: "\n" });
  expect(asked.stdout).toBe(`WARNING! This will remove:
  - all stopped containers
  - all networks not used by at least one container
  - all dangling images
  - unused build cache

Are you sure you want to continue? [y/N] `);
  const { stdout } = await (await engine()).docker(["system", "prune", "-f"]);
  expect(stdout).toMatch(/^Deleted Containers:\n[0-9a-f]{64}\n\nDeleted Networks:\nunused\n\nTotal reclaimed space: /);
  const filters = encodeURIComponent(JSON.stringify({ event: ["prune"] }));
  const until = Date.now() / 1000;
  const path = `/events?since=${Date.parse(since) / 1000}&until=${until}&filters=${filters}`;
  const { body } = await (await engine()).request("GET", path);
  const events = body
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as EventMessage);
  expect(events.map(({ Type }) => Type)).toEqual(["container", "network", "image", "builder"]);
  expect(events.every(({ Actor }) => Actor.Attributes?.["reclaimed"] !== undefined)).toBe(true);
});

test("filters that are none", async () => {
  expect(await refusal("containers", { nosuch: ["x"] })).toEqual([400, "invalid filter 'nosuch'"]);
  expect(await refusal("containers", { until: ["1h", "2h"] })).toEqual([400, "more than one until filter specified"]);
  expect(await refusal("images", { dangling: ["x"] })).toEqual([400, "invalid filter 'dangling=[x]'"]);
  expect(await refusal("build", { nosuch: ["x"] })).toEqual([
    400,
    "failed to prune build cache: invalid filter 'nosuch'",
  ]);
  expect(await refusal("build", { until: ["x"] })).toEqual([
    400,
    `failed to prune build cache: "until" filter expects a duration (e.g., '24h') or a timestamp: failed to parse value as time or duration: "x"`,
  ]);
});

test("filters of volumes that are none", async () => {
  const { status, body } = await (await engine()).request("GET", "/volumes?filters=x");
  expect([status, JSON.parse(body.toString())]).toEqual([
    400,
    { message: "error reading volume filters: invalid filter" },
  ]);
});

/** Prunes beside each other, while there is something to prune, until one of the kind is refused. */
async function refusedBeside(what: string, path: string, make: () => Promise<unknown>): Promise<string[]> {
  const ask = (kind: string) => async () => {
    const { status, body } = await (await engine()).request("POST", kind);
    return status === 200 ? "200" : `${status} ${(JSON.parse(body.toString()) as { message: string }).message}`;
  };
  for (let round = 0; round < 20; round += 1) {
    for (let i = 0; i < 20; i += 1) await make();
    const kinds = [`/${what}/prune`, `/${what}/prune`, path].map(ask);
    const outcomes = await Promise.all(kinds.map((outcome) => outcome()));
    if (outcomes[2]?.startsWith("409") && outcomes.includes("200")) return outcomes;
  }
  return [];
}

test("of two prunes of a kind the later is refused; containers and networks are one kind", async () => {
  const busy = "409 a prune operation is already running";
  const container = async () =>
    (await engine()).json("POST", "/containers/create", { Image: "busybox", Cmd: ["true"] });
  const volume = async () => (await engine()).json("POST", "/volumes/create", {});
  const nosuch = `/containers/prune?filters=${encodeURIComponent('{"nosuch":["x"]}')}`;
  expect(await refusedBeside("containers", "/networks/prune", container)).toContain(busy);
  expect(await refusedBeside("containers", nosuch, container)).toContain(busy);
  expect(await refusedBeside("volumes", "/volumes/prune", volume)).toContain(busy);
});
