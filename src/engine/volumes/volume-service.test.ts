import { expect, test } from "bun:test";
import { backgroundOp, silentLog } from "#base/op.ts";
import { MemoryRecordStore } from "#core/store/fake.ts";
import { FakeVolumeDriver } from "#core/volume/fake.ts";
import { VolumeService } from "./volume-service.ts";

const op = backgroundOp();

function setUp() {
  const driver = new FakeVolumeDriver();
  const store = new MemoryRecordStore();
  const emitted: string[] = [];
  const users = new Map<string, string[]>();
  const service = new VolumeService({
    store,
    events: { emit: ({ action, actorId }) => void emitted.push(`${action} ${actorId}`) },
    drivers: [driver],
    plugins: { named: () => driver, find: async () => undefined, names: () => [] },
    users: (name) => users.get(name) ?? [],
    log: silentLog,
  });
  const saved = async () => (await store.list(op, "volume")).map(({ key }) => key);
  const names = async (filters: Record<string, string[]> = {}) => {
    const asked = new Map(Object.entries(filters).map(([key, values]) => [key, new Set(values)]));
    return (await service.list(op, asked)).Volumes?.map(({ Name }) => Name);
  };
  return { driver, store, emitted, users, service, saved, names };
}

const request = (name: string) => ({ name, driver: "", options: null, labels: null, make: true });

function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
}

test("a volume is made once, and goes unless a container has it", async () => {
  const { service, saved, users, emitted, driver } = setUp();
  await service.create(op, { Name: "v1", Labels: { a: "b" } });
  expect(await service.create(op, { Name: "v1" })).toMatchObject({ Labels: { a: "b" }, Mountpoint: "/volumes/v1" });
  expect(await saved()).toEqual(["v1"]);
  users.set("v1", ["c1"]);
  expect(await failureOf(service.remove(op, "v1", { force: true }))).toBe("remove v1: volume is in use - [c1]");
  users.clear();
  await service.remove(op, "v1", { force: false });
  expect(await saved()).toEqual([]);
  expect(await failureOf(service.remove(op, "v1", { force: false }))).toBe("get v1: no such volume");
  await service.remove(op, "v1", { force: true });
  expect(emitted).toEqual(["create v1", "destroy v1"]);
  expect(driver.calls).toEqual(["create v1", "created v1", "remove v1", "removed v1"]);
});

test("other options, other drivers and unknown drivers are refused", async () => {
  const { service } = setUp();
  await service.create(op, { Name: "v1" });
  const options = service.create(op, { Name: "v1", DriverOpts: { type: "tmpfs", device: "tmpfs" } });
  expect(await failureOf(options)).toBe("create v1: a volume of this name is there with other options");
  expect(await failureOf(service.create(op, { Name: "v2", Driver: "zz" }))).toBe(
    'create v2: error looking up volume plugin zz: plugin "zz" not found',
  );
});

test("what is made for a container is shown when its record is saved, and others wait for it", async () => {
  const { service, names } = setUp();
  const batch = await service.acquire(op, [request("b"), request("a")]);
  expect(await names()).toEqual([]);
  let waited = false;
  const other = service.acquire(op, [request("a")]).then((second) => {
    waited = true;
    return second;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(waited).toBe(false);
  batch.publish();
  expect((await other).records).toEqual([]);
  expect(await names()).toEqual(["a", "b"]);
});

test("what was made for a container that failed is gone", async () => {
  const { service, names, driver } = setUp();
  driver.onCall = (call) => {
    if (call === "create b") throw new Error("no room");
  };
  expect(await failureOf(service.acquire(op, [request("a"), request("b")]))).toBe("create b: no room");
  expect(driver.calls).toContain("removed a");
  expect(await names()).toEqual([]);
});

test("a container's own volumes go with it, those of others stay", async () => {
  const { service, users, saved, store, names } = setUp();
  for (const Name of ["own", "shared"]) await service.create(op, { Name });
  users.set("own", ["c1"]).set("shared", ["c1", "c2"]);
  const removal = service.removal(["own", "shared", "own"], "c1");
  expect(await names()).toEqual(["shared"]);
  await store.commit(op, removal.records, "full");
  users.clear();
  await removal.finish(op);
  expect(await saved()).toEqual(["shared"]);
});

test("filters", async () => {
  const { service, users, names } = setUp();
  await service.create(op, { Name: "one", Labels: { k: "v" } });
  await service.create(op, { Name: "two" });
  users.set("one", ["c1"]);
  expect(await names({ name: ["^t"] })).toEqual(["two"]);
  expect(await names({ label: ["k=v"] })).toEqual(["one"]);
  expect(await names({ dangling: ["true"] })).toEqual(["two"]);
  expect(await names({ dangling: ["0"] })).toEqual(["one"]);
  expect(await names({ driver: ["other"] })).toEqual([]);
  expect(await failureOf(names({ foo: ["x"] }))).toBe("invalid filter 'foo'");
  expect(await failureOf(names({ dangling: ["x"] }))).toBe("invalid filter 'dangling=[x]'");
});

test("prune takes what has no name of its own, and with all the rest", async () => {
  const { service, users, emitted } = setUp();
  const anonymous = (await service.create(op, {})).Name;
  for (const Name of ["named", "used"]) await service.create(op, { Name });
  users.set("used", ["c1"]);
  const prune = (filters: Record<string, string[]>) =>
    service.prune(op, new Map(Object.entries(filters).map(([key, values]) => [key, new Set(values)])));
  expect(await prune({})).toEqual({ VolumesDeleted: [anonymous], SpaceReclaimed: 100 });
  expect(await prune({ all: ["true"] })).toEqual({ VolumesDeleted: ["named"], SpaceReclaimed: 100 });
  expect(emitted.at(-1)).toBe("prune ");
  const both = failureOf(prune({ all: ["1", "true"] }));
  expect(await both).toBe("invalid filter 'all=[1 true]': only one value is expected");
});
