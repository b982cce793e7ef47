import { expect, test } from "bun:test";
import type {
  BuildPruneReport,
  ContainerPruneReport,
  ImagePruneReport,
  NetworkPruneReport,
  RehearsalAct,
  RehearsalOutcome,
  VolumePruneReport,
} from "#api/types.gen.ts";
import { BuildFolder, build } from "../../support/build-cache.ts";
import type { Engine } from "../../support/engine.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

/** What a rehearsal names is what the real act then takes, to the byte; and a rehearsal takes nothing. */

const engine = sharedEngine();

async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await (await engine()).docker(args);
  if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

async function own(...args: string[]) {
  const { code, stdout, stderr } = await (await engine()).own(args);
  return { code, stdout, stderr };
}

async function rehearse(...acts: RehearsalAct[]): Promise<RehearsalOutcome[]> {
  return await (await engine()).json("POST", "/rehearsal", { Acts: acts });
}

async function prune<T>(what: string, filters: object = {}, more = ""): Promise<T> {
  const query = `filters=${encodeURIComponent(JSON.stringify(filters))}${more}`;
  return await (await engine()).json("POST", `/${what}/prune?${query}`);
}

/** All that an engine holds, but for times. */
async function holdings(on: Engine): Promise<object> {
  const names = async (path: string) => (await on.json<object[]>("GET", path)).map((each) => JSON.stringify(each, ids));
  const { Volumes } = await on.json<{ Volumes: { Name: string }[] }>("GET", "/volumes");
  return {
    containers: await names("/containers/json?all=1"),
    images: await names("/images/json?all=1"),
    networks: await names("/networks"),
    volumes: Volumes.map(({ Name }) => Name).sort(),
    cache: (await on.json<{ BuildCache: { ID: string }[] }>("GET", "/system/df")).BuildCache.map(({ ID }) => ID),
  };
}

const ids = ["Id", "RepoTags", "Name", "State"];

const named = ({ Objects }: RehearsalOutcome | undefined = { Objects: null }, does = "remove") =>
  (Objects ?? []).filter(({ Does }) => Does === does).map(({ Id }) => Id);

async function fill(): Promise<void> {
  using folder = new BuildFolder({ Dockerfile: "FROM busybox\nRUN head -c 70000 /dev/urandom > /built\n" });
  await build(await engine(), "own", ["-t", "built:1", folder.path]);
  await docker("tag", "busybox", "other:1");
  await docker("network", "create", "unused");
  await docker("network", "create", "used");
  await docker("run", "-d", "--name", "runs", "--network", "used", "-v", "kept:/k", "busybox", "sleep", "1000");
  await docker("run", "--name", "wrote", "-v", "/anonymous", "built:1", "sh", "-c", "head -c 5000 /dev/zero > /f");
  await docker("run", "--name", "labelled", "--label", "keep", "busybox", "true");
  await docker("volume", "create", "loose");
}

const acts: RehearsalAct[] = [
  { Act: "container-prune", Filters: { "label!": ["keep"] } },
  { Act: "network-prune" },
  { Act: "volume-prune", Filters: {} },
  { Act: "image-prune", Filters: { dangling: ["false"] } },
  { Act: "build-prune", All: true },
];

test("prunes, one after the other: what was named is what goes, and how much", async () => {
  await fill();
  const before = await holdings(await engine());
  const [containers, networks, volumes, images, cache] = await rehearse(...acts);
  expect(await holdings(await engine())).toEqual(before);

  const gone = await prune<ContainerPruneReport>("containers", { "label!": ["keep"] });
  expect([named(containers), containers?.SpaceReclaimed]).toEqual([
    gone.ContainersDeleted as string[],
    gone.SpaceReclaimed,
  ]);
  expect(gone.ContainersDeleted).toHaveLength(1);
  const { NetworksDeleted } = await prune<NetworkPruneReport>("networks");
  expect(NetworksDeleted).toEqual(["unused"]);
  expect(networks?.Objects?.map(({ Name }) => Name)).toEqual(["unused"]);
  const left = await prune<VolumePruneReport>("volumes");
  expect([named(volumes), volumes?.SpaceReclaimed ?? 0]).toEqual([
    left.VolumesDeleted as string[],
    left.SpaceReclaimed,
  ]);
  expect(left.VolumesDeleted).toHaveLength(1);
  const pruned = await prune<ImagePruneReport>("images", { dangling: ["false"] });
  const { ImagesDeleted } = pruned;
  expect(named(images, "untag")).toEqual((ImagesDeleted ?? []).flatMap(({ Untagged = [] }) => Untagged));
  expect(named(images)).toEqual((ImagesDeleted ?? []).flatMap(({ Deleted = [] }) => Deleted));
  expect(images?.SpaceReclaimed ?? 0).toBe(pruned.SpaceReclaimed);
  expect(named(images)).toHaveLength(1);
  const records = await prune<BuildPruneReport>("build", {}, "&all=1");
  expect([named(cache).sort(), cache?.SpaceReclaimed ?? 0]).toEqual([
    [...(records.CachesDeleted ?? [])].sort(),
    records.SpaceReclaimed,
  ]);
  expect(records.SpaceReclaimed).toBeGreaterThanOrEqual(70_000);
});

test("our client names what would go, and changes nothing", async () => {
  const before = await holdings(await engine());
  const rehearsed = await own("rm", "-fv", "runs", "labelled", "nosuch", "--dry-run");
  expect(rehearsed.stdout).toMatch(
    /^Would remove container runs \([0-9a-f]{12}\)\nWould remove container labelled \([0-9a-f]{12}\)\n$/,
  );
  expect(await holdings(await engine())).toEqual(before);
  const refused: string[][] = [
    ["rm", "runs", "nosuch"],
    ["rmi", "nosuch"],
    ["rmi", "busybox"],
    ["volume", "rm", "kept", "nosuch"],
    ["network", "rm", "used", "bridge", "nosuch"],
    ["kill", "labelled", "nosuch"],
    ["stop", "nosuch"],
    ["container", "prune", "-f", "--filter", "nosuch=1"],
  ];
  for (const args of refused) {
    const { code, stderr } = await own(...args, "--dry-run");
    expect({ args, code, stderr }).toEqual({ args, ...(await own(...args).then(failure)) });
  }
});

const failure = ({ code, stderr }: { code: number | null; stderr: string }) => ({ code, stderr });

test("several names of one image, and what stops", async () => {
  await docker("tag", "busybox", "second:1");
  await docker("rm", "-f", "labelled", "runs");
  const names = (await docker("images", "--format", "{{.Repository}}:{{.Tag}}")).split("\n");
  const rehearsed = (await own("rmi", ...names, "--dry-run")).stdout;
  const { stdout } = await own("rmi", ...names);
  const told = rehearsed.replaceAll("Would untag image ", "Untagged: ").replaceAll("Would remove image ", "Deleted: ");
  expect(told).toBe(stdout);
  expect(stdout).toContain("Deleted: sha256:");
  await (await engine()).loadBusybox();
  await docker("run", "-d", "--name", "one", "busybox", "sleep", "1000");
  await docker("create", "--name", "two", "busybox");
  const stops = await own("stop", "one", "two", "--dry-run");
  expect(stops.stdout).toMatch(/^Would stop container one \([0-9a-f]{12}\)\nWould change nothing: two\n$/);
  expect(await docker("ps", "-q", "--no-trunc")).not.toBe("");
});

test("an act that is none", async () => {
  const { status, body } = await (await engine()).request("POST", "/rehearsal", {
    body: { Acts: [{ Act: "nosuch" }] },
  });
  expect([status, body.toString()]).toEqual([400, '{"message":"not supported: rehearsing \\"nosuch\\""}\n']);
});
