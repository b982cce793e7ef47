import { expect, test } from "bun:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { fakeBuilds, fakeRecord } from "../build-service.fake.ts";
import { TestBuildkit } from "../client.fake.ts";
import { Control } from "../gen/control.gen.ts";
import { Health } from "../gen/health.gen.ts";
import { cacheFilter, pruneFilters } from "./cache-filters.ts";

test("the cache, its records and the builds before are told", async () => {
  await using server = await TestBuildkit.open(fakeBuilds());
  const connection = await server.client();
  const client = connection.of(Control);
  expect((await connection.of(Health).check({})).status).toBe(1);
  expect((await client.listWorkers({})).record[0]).toMatchObject({
    ID: "worker",
    Labels: { host: "box" },
    platforms: [{ OS: "linux", Architecture: "amd64" }],
    GCPolicy: [{ filters: ["type==source.local,type==regular"], keepDuration: 60_000_000_000n, maxUsedSpace: 5n }],
  });
  expect((await client.diskUsage({})).record).toMatchObject([{ ID: "record", Size: 12n, RecordType: "regular" }]);
  expect((await client.diskUsage({ filter: ["type==source.local"] })).record).toEqual([]);
  expect(await Array.fromAsync(client.prune({ all: true }))).toMatchObject([{ ID: "record" }]);
  const events = await Array.fromAsync(client.listenBuildHistory({ EarlyExit: true }));
  expect(events.map(({ type, record }) => [type, record?.Ref, record?.numTotalSteps])).toEqual([[1, "earlier", 2]]);
  await client.updateBuildHistory({ Ref: "earlier", Delete: true });
  const unknown: unknown = await client.updateBuildHistory({ Ref: "other", Delete: true }).catch((error) => error);
  expect(ConnectError.from(unknown).code).toBe(Code.Unknown);
  const untold: unknown = await Array.fromAsync(client.status({ Ref: "other" })).catch((error) => error);
  expect(String(untold)).toBe("ConnectError: [not_found] no such job other");
});

test("filters of the cache are read as containerd's", () => {
  const fits = (...filters: string[]) => cacheFilter(filters)(fakeRecord);
  expect([fits(), fits("id==record"), fits("id~=cor"), fits("id!=record"), fits("private")]).toEqual([
    true,
    true,
    true,
    false,
    true,
  ]);
  expect([fits("inuse"), fits("type==regular,shared"), fits("inuse", "type==regular")]).toEqual([false, false, true]);
  expect([fits(""), fits("strange")]).toEqual([true, false]);
  expect(() => cacheFilter(["=="])).toThrow("failed to parse filter ==");
  expect(pruneFilters(["id~=x,inuse", "strange==y"])).toEqual(
    new Map([
      ["id", new Set(["x"])],
      ["inuse", new Set(["true"])],
      ["strange", new Set(["y"])],
    ]),
  );
});
