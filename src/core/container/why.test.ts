import { expect, test } from "bun:test";
import { EngineError } from "#base/errors.ts";
import { type Ending, type EndRequest, endRequest, startFailureOf } from "./ending.ts";
import type { ContainerRecord, ContainerRecordState } from "./record.ts";
import { createdState } from "./state.ts";
import { noRestartOf, reasonOf, signalOf } from "./why.ts";

const at = "2026-01-02T03:04:05.000000000Z";
const ran: ContainerRecordState = { ...createdState, status: "exited", startedAt: at, finishedAt: at };

interface Told {
  readonly state?: Partial<ContainerRecordState>;
  readonly ending?: Ending;
  readonly policy?: string;
  readonly retries?: number;
  readonly record?: Partial<ContainerRecord>;
}

function recordOf({ state = {}, ending, policy = "no", retries = 0, record = {} }: Told): ContainerRecord {
  return {
    state: { ...ran, ...state },
    config: {},
    hostConfig: { RestartPolicy: { Name: policy, MaximumRetryCount: retries } },
    restartCount: 0,
    ...(ending === undefined ? {} : { ending }),
    ...record,
  } as unknown as ContainerRecord;
}

const asked = (act: EndRequest["act"], signal: number): Ending => ({ asked: { act, signal, at } });

test.each<[string, Told, string]>([
  ["runs", { state: { status: "running" } }, "running"],
  ["was never started", { state: createdState }, "created"],
  ["ended by itself", { state: { exitCode: 3 } }, "exit"],
  ["ended without memory", { state: { exitCode: 137, oomKilled: true } }, "oom"],
  ["was stopped", { state: { exitCode: 0 }, ending: asked("stop", 15) }, "asked"],
  ["was stopped, whatever its exit code", { state: { exitCode: 3 }, ending: asked("shutdown", 15) }, "asked"],
  ["was killed", { state: { exitCode: 137 }, ending: asked("kill", 9) }, "asked"],
  ["was told to read its files anew, and ended later", { state: { exitCode: 1 }, ending: asked("kill", 1) }, "exit"],
  ["was told so, and ended of it", { state: { exitCode: 129 }, ending: asked("kill", 1) }, "asked"],
  ["got a signal from elsewhere", { state: { exitCode: 137 } }, "signal"],
  ["was found ended", { state: { exitCode: 255 }, ending: { lost: true } }, "lost"],
  ["did not start", { state: createdState, ending: { startFailure: { kind: "other", at } } }, "start-failed"],
])("a container that %s", (_, told, reason) => {
  expect(reasonOf(recordOf(told))).toBe(reason as never);
});

test("its own stop signal asks for its end", () => {
  const record = recordOf({ state: { exitCode: 0 }, ending: asked("kill", 10) });
  expect(reasonOf(record)).toBe("exit");
  expect(reasonOf({ ...record, config: { ...record.config, StopSignal: "SIGUSR1" } })).toBe("asked");
});

test.each<[Told, string | undefined]>([
  [{}, "no-policy"],
  [{ policy: "always", state: { status: "restarting" } }, undefined],
  [{ policy: "always", ending: asked("stop", 15), state: { exitCode: 143 } }, "asked"],
  [{ policy: "on-failure", state: { exitCode: 0 } }, "succeeded"],
  [{ policy: "on-failure", retries: 2, state: { exitCode: 1 }, record: { restartCount: 2 } }, "retries-used-up"],
  [{ policy: "always", state: createdState }, "never-ran"],
  [{ policy: "unless-stopped", record: { manuallyStopped: true }, state: { exitCode: 1 } }, "asked"],
])("the restart policy of %j lets it be: %s", (told, expected) => {
  expect(noRestartOf(recordOf(told))).toBe(expected as never);
});

test("exit codes above 128 stand for signals", () => {
  expect([0, 1, 127, 128, 129, 137, 143, 192, 193, 255].map(signalOf)).toEqual([
    ...[undefined, undefined, undefined, undefined, 1, 9, 15, 64, undefined, undefined],
  ]);
});

test("what stood in the way of a start", () => {
  const data = { port: 80 };
  const taken = new EngineError("system", "x", { code: "network.port-in-use", data });
  expect(startFailureOf(taken, at)).toEqual({ kind: "port-in-use", at, port: 80 });
  const missing = new EngineError("invalid-argument", "x", { data: { cause: "command-not-found" } });
  expect(startFailureOf(missing, at)).toEqual({ kind: "command-not-found", at });
  expect(startFailureOf(new Error("x"), at)).toEqual({ kind: "other", at });
});

test("a client's name is kept without what a terminal acts on, and not whole where it is long", () => {
  const of = (client?: string) => endRequest({ act: "stop", client }, { signal: 15, at });
  expect(of("compose/v2\u001b[31m\n")).toEqual({ act: "stop", signal: 15, at, client: "compose/v2[31m" });
  expect(of("x".repeat(500)).client).toHaveLength(100);
  expect(of()).toEqual({ act: "stop", signal: 15, at });
});
