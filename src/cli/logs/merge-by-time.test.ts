import { expect, test } from "bun:test";
import { type Merged, mergeByTime } from "./merge-by-time.ts";

interface Item {
  readonly time: string;
}

async function* given(...times: string[]): AsyncGenerator<Item, void, undefined> {
  for (const time of times) yield { time };
}

/** A source that says what it is told to. */
function told() {
  let wake = Promise.withResolvers<void>();
  const items: Item[] = [];
  let ended = false;
  async function* source(): AsyncGenerator<Item, void, undefined> {
    for (;;) {
      const item = items.shift();
      if (item !== undefined) yield item;
      else if (ended) return;
      else await wake.promise;
    }
  }
  const change = (act: () => void): void => {
    act();
    wake.resolve();
    wake = Promise.withResolvers();
  };
  return {
    source: source(),
    say: (time: string) => change(() => items.push({ time })),
    end: () =>
      change(() => {
        ended = true;
      }),
  };
}

async function all(merging: AsyncIterable<Merged<Item>>): Promise<string> {
  const texts: string[] = [];
  for await (const { source, item } of merging) texts.push(`${source}${item.time}`);
  return texts.join(" ");
}

test("in the order of their times, those of one source in their own", async () => {
  expect(await all(mergeByTime([given("a", "d", "c"), given("b", "e"), given()], {}))).toBe("0a 1b 0d 0c 1e");
  expect(await all(mergeByTime([given("b"), given("b", "a")], {}))).toBe("0b 1b 1a");
  expect(await all(mergeByTime([], {}))).toBe("");
});

test("without patience for the end, a silent source holds nothing up for long", async () => {
  const silent = told();
  const merging = mergeByTime([silent.source, given("b", "c")], { patienceMs: 1 });
  expect([(await merging.next()).value, (await merging.next()).value]).toEqual([
    { source: 1, item: { time: "b" } },
    { source: 1, item: { time: "c" } },
  ]);
  silent.say("a");
  expect((await merging.next()).value).toEqual({ source: 0, item: { time: "a" } });
  silent.end();
  expect((await merging.next()).done).toBe(true);
});

test("with it, an older item that is on its way comes first", async () => {
  const late = told();
  const merging = mergeByTime([late.source, given("b")], { patienceMs: 60_000 });
  const first = merging.next();
  late.say("a");
  expect((await first).value).toEqual({ source: 0, item: { time: "a" } });
  late.end();
  expect((await merging.next()).value).toEqual({ source: 1, item: { time: "b" } });
});

test("what fails fails", async () => {
  async function* failing(): AsyncGenerator<Item, void, undefined> {
    yield { time: "a" };
    throw new Error("broken");
  }
  expect(await all(mergeByTime([failing(), given("b")], {})).catch((error: Error) => error.message)).toBe("broken");
});
