import { expect, test } from "bun:test";
import { backgroundOp, silentLog } from "#base/op.ts";
import { EventLog } from "./event-log.ts";

const op = backgroundOp();

function logAt(...times: bigint[]) {
  let last = 0n;
  const log = new EventLog(() => (last = times.shift() ?? last));
  const emit = (action: string) => log.emit({ type: "container", action, actorId: "c", attributes: {} });
  return { log, emit };
}

async function seen(log: EventLog, period: { sinceNs?: bigint; untilNs?: bigint }) {
  const actions: string[] = [];
  await log.follow(op, period, (event) => actions.push(event.action));
  return actions;
}

test("times never go back, and no two are the same", async () => {
  const { log, emit } = logAt(5n, 5n, 3n, 9n);
  for (const action of ["a", "b", "c", "d"]) emit(action);
  const times: bigint[] = [];
  await log.follow(op, { untilNs: 9n }, ({ timeNs }) => times.push(timeNs));
  expect(times).toEqual([5n, 6n, 7n, 9n]);
});

test("past events are those of the period, ends included", async () => {
  const { log, emit } = logAt(1n, 2n, 3n, 4n);
  for (const action of ["a", "b", "c", "d"]) emit(action);
  expect(await seen(log, { sinceNs: 2n, untilNs: 3n })).toEqual(["b", "c"]);
  expect(await seen(log, { untilNs: 2n })).toEqual(["a", "b"]);
});

test("quiet events come in their turn, and push no others out", async () => {
  const { log, emit } = logAt(1n, 2n, 3n, ...Array.from({ length: 300 }, (_, at) => BigInt(at + 4)));
  emit("a");
  log.emit({ type: "image", action: "quiet", actorId: "i", attributes: {}, quiet: true });
  emit("b");
  expect(await seen(log, { untilNs: 3n })).toEqual(["a", "quiet", "b"]);
  for (let n = 0; n < 300; n++) log.emit({ type: "image", action: "more", actorId: "i", attributes: {}, quiet: true });
  expect((await seen(log, { untilNs: 3n })).filter((action) => action !== "more")).toEqual(["a", "b"]);
  expect(log.total).toBe(2);
});

test("the last 256 are kept", async () => {
  const { log, emit } = logAt();
  for (let n = 0; n < 300; n++) emit(String(n));
  const ended = new AbortController();
  const kept: string[] = [];
  const following = log.follow({ signal: ended.signal, log: silentLog }, { sinceNs: 0n }, ({ action }) =>
    kept.push(action),
  );
  ended.abort();
  expect(await following.catch((error: unknown) => error)).toMatchObject({ kind: "canceled" });
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([256, "44", "299"]);
});

test("live events follow the past ones without gap, and nothing past is given unless asked for", async () => {
  const { log, emit } = logAt(1n, 2n, 3n, 4n);
  const ended = new AbortController();
  const live = { signal: ended.signal, log: silentLog };
  const all: string[] = [];
  const fresh: string[] = [];
  emit("a");
  const following = [
    log.follow(live, { sinceNs: 0n }, ({ action }) => all.push(action)),
    log.follow(live, {}, ({ action }) => fresh.push(action)),
  ];
  emit("b");
  expect(log.listenerCount).toBe(2);
  ended.abort();
  await Promise.allSettled(following);
  emit("c");
  expect(all).toEqual(["a", "b"]);
  expect(fresh).toEqual(["b"]);
  expect(log.listenerCount).toBe(0);
});

test("a period that ends in the future is waited for", async () => {
  const log = new EventLog();
  const untilNs = BigInt(Date.now() + 20) * 1_000_000n;
  const actions: string[] = [];
  const following = log.follow(op, { untilNs }, ({ action }) => actions.push(action));
  log.emit({ type: "daemon", action: "reload", actorId: "x", attributes: {} });
  await following;
  expect(actions).toEqual(["reload"]);
  expect(BigInt(Date.now()) * 1_000_000n).toBeGreaterThanOrEqual(untilNs);
});

test("a listener that throws ends alone", async () => {
  const log = new EventLog();
  const following = log.follow(op, {}, () => {
    throw new Error("broken pipe");
  });
  log.emit({ type: "daemon", action: "reload", actorId: "x", attributes: {} });
  expect(await following.catch((error: unknown) => error)).toEqual(new Error("broken pipe"));
  expect(log.listenerCount).toBe(0);
});
