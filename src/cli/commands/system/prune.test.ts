import { expect, test } from "bun:test";
import { runCommand } from "../../io/run-command.ts";
import * as containerPrune from "../container/prune.ts";
import * as imagePrune from "../image/prune.ts";
import * as df from "./df.ts";
import * as prune from "./prune.ts";

const none = { json: { SpaceReclaimed: 0 } };
const containers = { json: { ContainersDeleted: ["c1", "c2"], SpaceReclaimed: 1500 } };
const images = { json: { ImagesDeleted: [{ Untagged: "a:1" }, { Deleted: "sha256:b" }], SpaceReclaimed: 1_982_391 } };

test("containers that were pruned", async () => {
  const result = await runCommand(containerPrune, ["-f", "--filter", "until=1h"], { answers: [containers] });
  expect(result.out).toBe("Deleted Containers:\nc1\nc2\n\nTotal reclaimed space: 1.5kB\n");
  expect(result.requests[0]?.path).toContain(encodeURIComponent('{"until":{"1h":true}}'));
});

test("images that were pruned", async () => {
  const result = await runCommand(imagePrune, ["-af"], { answers: [images] });
  expect(result.out).toBe("Deleted Images:\nuntagged: a:1\ndeleted: sha256:b\n\nTotal reclaimed space: 1.982MB\n");
  expect(result.requests[0]?.path).toContain(encodeURIComponent('{"dangling":{"false":true}}'));
});

test("no is no", async () => {
  for (const [module, warning] of [
    [containerPrune, "WARNING! This will remove all stopped containers."],
    [imagePrune, "WARNING! This will remove all dangling images."],
  ] as const) {
    const result = await runCommand(module, [], { answers: [], io: { input: "n\n" } });
    expect(result).toMatchObject({ code: 0, out: `${warning}\nAre you sure you want to continue? [y/N] ` });
  }
});

test("everything is pruned in an order in which each finds what the last set free", async () => {
  const answers = [containers, { json: { NetworksDeleted: ["n"] } }, none, none, none];
  const result = await runCommand(prune, ["-f", "--volumes"], { answers });
  expect(result.requests.map(({ path }) => path.split("/")[1])).toEqual([
    ...["containers", "networks", "volumes", "images", "build"],
  ]);
  expect(result.out).toBe("Deleted Containers:\nc1\nc2\n\nDeleted Networks:\nn\n\nTotal reclaimed space: 1.5kB\n");
});

test("the question names what goes, and by which filters", async () => {
  const argv = ["-a", "--volumes", "--filter", "label=a", "--filter", "label!=c"];
  const result = await runCommand(prune, argv, { answers: [], io: { input: "\n" } });
  expect(result.out).toBe(`WARNING! This will remove:
  - all stopped containers
  - all networks not used by at least one container
  - all anonymous volumes not used by at least one container
  - all images without at least one container associated to them
  - all build cache

  Items to be pruned will be filtered with:
  - label!=c
  - label=a

Are you sure you want to continue? [y/N] `);
});

test("until says nothing of volumes", async () => {
  const result = await runCommand(prune, ["--volumes", "--filter", "until=1h"], { answers: [] });
  expect(result).toMatchObject({ code: 1, err: 'ERROR: The "until" filter is not supported with "--volumes"' });
});

const image = {
  ...{ Id: `sha256:${"ab".repeat(32)}`, RepoTags: ["busybox:latest"], RepoDigests: [], Created: 0, Labels: null },
  ...{ Size: 1_982_391, SharedSize: 0, Containers: 1, ParentId: "" },
};
const container = {
  ...{ Id: "cd".repeat(32), Names: ["/box"], Image: "busybox", ImageID: "sha256:1", Command: "sh", Created: 0 },
  ...{ Ports: [], SizeRw: 5000, SizeRootFs: 9000, Labels: {}, State: "exited", Status: "Exited (0)", Mounts: [] },
  ...{ HostConfig: {}, NetworkSettings: null },
};
const volume = {
  ...{ Name: "v", Driver: "local", Labels: null, Mountpoint: "/v", Options: null, Scope: "local" },
  UsageData: { RefCount: 0, Size: 2 },
};
const usage = {
  json: { LayersSize: 1_982_391, Images: [image], Containers: [container], Volumes: [volume], BuildCache: [] },
};

test("what takes room", async () => {
  const result = await runCommand(df, [], { answers: [usage] });
  expect(result.out).toBe(`TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
Images          1         1         1.982MB   0B (0%)
Containers      1         0         5kB       5kB (100%)
Local Volumes   1         0         2B        2B (100%)
Build Cache     0         0         0B        0B
`);
  const json = await runCommand(df, ["--format", "json"], { answers: [usage] });
  expect(json.out.split("\n")[1]).toBe(
    '{"Active":"0","Reclaimable":"5kB (100%)","Size":"5kB","TotalCount":"1","Type":"Containers"}',
  );
});

test("what takes room, each object", async () => {
  const result = await runCommand(df, ["-v"], { answers: [usage] });
  expect(result.out).toBe(`Images space usage:

REPOSITORY   TAG       IMAGE ID       CREATED   SIZE      SHARED SIZE   UNIQUE SIZE   CONTAINERS
busybox      latest    abababababab   N/A       1.98MB    0B            1.982MB       1

Containers space usage:

CONTAINER ID   IMAGE     COMMAND   LOCAL VOLUMES   SIZE      CREATED                  STATUS       NAMES
cdcdcdcdcdcd   busybox   "sh"      0               5kB       Less than a second ago   Exited (0)   box

Local Volumes space usage:

VOLUME NAME   LINKS     SIZE
v             0         2B

Build cache usage: 0B

CACHE ID   CACHE TYPE   SIZE      CREATED   LAST USED   USAGE     SHARED
`);
  const kept = { json: { ...usage.json, ImageHistory: { Images: 2, Size: 38_270 } } };
  const told = await runCommand(df, ["-v"], { answers: [kept] });
  expect(told.out).toContain(
    "1.982MB       1\n\n2 nameless images are kept for a rollback: 38.27kB\n\nContainers space",
  );
  const template =
    "{{range .Images}}{{.Repository}} {{.SharedSize}}{{end}}|{{range .Containers}}{{.Names}} {{.Size}}{{end}}";
  expect((await runCommand(df, ["-v", "--format", template], { answers: [usage] })).out).toBe("busybox 0B|box 5kB");
});
