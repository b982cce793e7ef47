import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import type { HistoryChange } from "#core/build/contract.ts";
import { HistoryFeed } from "./history-feed.ts";

function change(id: string, what: HistoryChange["what"] = "started"): HistoryChange {
  return { what, record: { id } as HistoryChange["record"] };
}

test("who follows is told all from then on, in order, until it ends", async () => {
  const feed = new HistoryFeed();
  const ending = new AbortController();
  const op = { ...backgroundOp(), signal: ending.signal };
  feed.tell(change("before"));
  const seen: string[] = [];
  const following = (async () => {
    for await (const { what, record } of feed.follow(op)) seen.push(`${what} ${record.id}`);
  })();
  const other = feed.follow(op)[Symbol.asyncIterator]();
  feed.tell(change("a"));
  feed.tell(change("a", "completed"));
  expect((await other.next()).value).toEqual(change("a"));
  feed.tell(change("a", "deleted"));
  expect((await other.next()).value).toEqual(change("a", "completed"));
  expect((await other.next()).value).toEqual(change("a", "deleted"));
  ending.abort();
  expect(await following.catch(() => "ended")).toBe("ended");
  expect(seen).toEqual(["started a", "completed a", "deleted a"]);
});

test("who does not read is told no more", async () => {
  const feed = new HistoryFeed();
  const reader = feed.follow(backgroundOp())[Symbol.asyncIterator]();
  for (let at = 0; at < 10_001; at++) feed.tell(change(`${at}`));
  expect(await reader.next().catch((error: Error) => error.message)).toBe("the history of builds is read too slowly");
});
