import { expect, test } from "bun:test";
import { rowsText } from "../format/table.ts";
import { cacheListing, cacheSummary, cacheText } from "./cache-listing.ts";
import { type CacheRecord, cacheConditions } from "./cache-record.ts";
import { prunedTable, prunedText } from "./prune-listing.ts";

const now = Date.parse("2026-01-02T03:05:00Z");
const record: CacheRecord = {
  ...{ id: "abc", parents: ["p1", "p2"], type: "regular", description: "RUN <x>", sizeBytes: 1536, usageCount: 2 },
  ...{ createdAt: Date.parse("2026-01-02T03:04:05.500Z"), lastUsedAt: now - 5000 },
  ...{ inUse: false, shared: true, mutable: true },
};
const fresh: CacheRecord = {
  ...{ id: "new", parents: [], type: "", description: "", sizeBytes: 0, usageCount: 0, createdAt: now },
  ...{ inUse: true, shared: false, mutable: false },
};

test("du marks what is mutable and shared in tables alone", async () => {
  const columns = ["ID", "Reclaimable", "Size", "LastUsedAt"];
  const listing = cacheListing({ isTable: true, now });
  expect(await rowsText(listing, { rows: [record, fresh], format: "table", columns })).toBe(
    [
      "ID        RECLAIMABLE   SIZE       LAST ACCESSED",
      "abc*      true          1.536kB*   5 seconds ago",
      "new       false         0B         ",
      "",
    ].join("\n"),
  );
  const plain = cacheListing({ isTable: false, now });
  expect(await rowsText(plain, { rows: [record, fresh], format: "json", columns })).toBe(
    [
      '{"CreatedAt":"2026-01-02 03:04:05.5 +0000 UTC","Description":"RUN \\u003cx\\u003e","ID":"abc","LastUsedAt":"5 seconds ago","Mutable":true,"Parents":["p1","p2"],"Reclaimable":true,"Shared":true,"Size":"1.536kB","Type":"regular","UsageCount":2}',
      '{"CreatedAt":"2026-01-02 03:05:00 +0000 UTC","Description":"","ID":"new","LastUsedAt":"","Mutable":false,"Parents":null,"Reclaimable":false,"Shared":false,"Size":"0B","Type":"","UsageCount":0}',
      "",
    ].join("\n"),
  );
});

test("the records one after the other, and what they take together", () => {
  expect(cacheText([record], now)).toBe(
    [
      "ID:           abc",
      "Parents:",
      " - p1",
      " - p2",
      "Created at:   2026-01-02 03:04:05.5 +0000 UTC",
      "Mutable:      true",
      "Reclaimable:  true",
      "Shared:       true",
      "Size:         1.536kB",
      "Description:  RUN <x>",
      "Usage count:  2",
      "Last used:    5 seconds ago",
      "Type:         regular",
      "",
      "",
    ].join("\n"),
  );
  expect(cacheSummary([record, { ...fresh, sizeBytes: 464 }])).toBe(
    "Shared:\t\t1.536kB\nPrivate:\t464B\nReclaimable:\t1.536kB\nTotal:\t\t2kB\n",
  );
});

test("conditions have to be met all; what is not known meets none", () => {
  const fits = (filter: Record<string, string[]>) => cacheConditions(filter)(record);
  expect([fits({}), fits({ id: ["b"] }), fits({ type: ["regular"], shared: ["true"] })]).toEqual([true, true, true]);
  expect([fits({ parents: ["p2"] }), fits({ inuse: ["true"] }), fits({ nope: ["1"] })]).toEqual([true, false, false]);
  expect(() => fits({ id: ["a", "b"] })).toThrow('too many values for filter "id"');
});

test("what was pruned, as buildx tells it line by line", () => {
  expect(prunedTable([record, fresh], now)).toBe(
    [
      "ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED",
      `abc*${" ".repeat(36)}\ttrue \t\t1.536kB*  \t5 seconds ago`,
      `new${" ".repeat(37)}\tfalse\t0B        \t`,
      "Total:\t1.536kB",
      "",
    ].join("\n"),
  );
  expect(prunedTable([], now)).toBe("Total:\t0B\n");
  expect(prunedText([record], now)).toBe(
    [
      "ID:\t\tabc",
      "Parent:\t\tp1,p2",
      "Created at:\t2026-01-02 03:04:05.5 +0000 UTC",
      "Mutable:\ttrue",
      "Reclaimable:\ttrue",
      "Shared:\t\ttrue",
      "Size:\t\t1.536kB",
      "Description:\tRUN <x>",
      "Usage count:\t2",
      "Last used:\t5 seconds ago",
      "Type:\t\tregular",
      "",
      "Total:\t1.536kB",
      "",
    ].join("\n"),
  );
});
