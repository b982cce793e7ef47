import { expect, test } from "bun:test";
import { fromBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { digestOf } from "#base/digest-of.ts";
import type { HistoryRecord } from "#core/build/contract.ts";
import { fakeBuilds, fakeDigest, fakeHistory, fakeStatement } from "../build-service.fake.ts";
import { TestBuildkit } from "../client.fake.ts";
import { Content } from "../gen/content.gen.ts";
import { BuildHistoryEventType, Control } from "../gen/control.gen.ts";
import { StatusSchema } from "../gen/status.gen.ts";
import { externalError } from "./external-error.ts";
import { historyFilter } from "./history-filter.ts";

const vertex = digestOf("step");
const failed: HistoryRecord = {
  ...{ ...fakeHistory, id: "failed", error: "exit code: 3", attachments: [] },
  failure: { kind: "unknown", vertex, exitCode: 3, location: undefined },
};
const called: HistoryRecord = { ...failed, id: "called", error: "context canceled", failure: { kind: "canceled" } };
const running: HistoryRecord = {
  ...fakeHistory,
  id: "running",
  completedAt: undefined,
  request: { context: "git://x" },
};

test("filters of the history are conditions that hold together, in lines of which one has to fit", () => {
  const now = fakeHistory.createdAt + 3_600_000;
  const found = (...lines: string[]): string[] =>
    [fakeHistory, failed, called, running].filter(historyFilter(lines, now)).map(({ id }) => id);
  expect(found()).toEqual(["earlier", "failed", "called", "running"]);
  expect(found("status==error")).toEqual(["failed"]);
  expect(found("status==canceled", "status==running")).toEqual(["called", "running"]);
  expect(found("ref~=e,status!=completed")).toEqual(["failed", "called"]);
  expect(found("repository~=git")).toEqual(["running"]);
  expect(found("duration>=1s")).toEqual(["earlier", "failed", "called"]);
  expect(found("duration<1s")).toEqual([]);
  expect(found('"startedAt>2h"')).toHaveLength(4);
  expect(found("completedAt<59m")).toEqual(["earlier", "failed", "called"]);
  expect(found("startedAt<=2023-11-14T22:13:20Z")).toHaveLength(4);
  expect(() => found("colour==red")).toThrow('unknown filter "colour==red"');
  expect(() => found("duration>long")).toThrow("time: invalid duration");
});

test("documents that records name are read in pieces, and what is not there is told as that", async () => {
  const fake = fakeBuilds();
  const builds = { ...fake.backend.builds, history: () => [fakeHistory, failed, called] };
  await using server = await TestBuildkit.open({ ...fake, backend: { ...fake.backend, builds } });
  const connection = await server.client();
  const events = await Array.fromAsync(connection.of(Control).listenBuildHistory({ EarlyExit: true }));
  expect(events.map(({ record }) => record?.error?.code)).toEqual([undefined, Code.Unknown, Code.Canceled]);
  expect(events[0]?.record?.Result?.Attestations).toMatchObject([{ digest: fakeDigest }]);
  const content = connection.of(Content);
  const read = async (digest: string, part: { offset?: bigint; size?: bigint } = {}): Promise<Buffer> =>
    Buffer.concat((await Array.fromAsync(content.read({ digest, ...part }))).map(({ data }) => data));
  expect((await content.info({ digest: fakeDigest })).info?.size).toBe(BigInt(fakeStatement.length));
  expect((await read(fakeDigest)).toString()).toBe(fakeStatement);
  expect((await read(fakeDigest, { offset: 5n, size: 2n })).toString()).toBe("of");
  const { digest = "" } = events[1]?.record?.externalError ?? {};
  expect(fromBinary(StatusSchema, await read(digest))).toMatchObject({
    message: "exit code: 3",
    details: [
      { typeUrl: "github.com/moby/buildkit/gatewayapi.ExitMessage+json" },
      { typeUrl: "github.com/moby/buildkit/errdefs.Vertex+json" },
    ],
  });
  const unknown: unknown = await read(`sha256:${"2".repeat(64)}`).catch((error) => error);
  expect(ConnectError.from(unknown).code).toBe(Code.NotFound);
  const beyond: unknown = await read(fakeDigest, { offset: 99n }).catch((error) => error);
  expect(ConnectError.from(beyond).code).toBe(Code.OutOfRange);
});

test("a build that did not fail has no error to read", () => {
  expect(externalError(fakeHistory)).toBeUndefined();
});

const eventNames = Object.fromEntries(Object.entries(BuildHistoryEventType).map(([name, type]) => [type, name]));

test("what becomes of the history is told as it happens, and builds are pinned", async () => {
  const pinned: unknown[] = [];
  const fake = fakeBuilds();
  const builds = {
    ...fake.backend.builds,
    pinHistory: async (_: unknown, id: string, isPinned: boolean) => void pinned.push([id, isPinned]),
  };
  await using server = await TestBuildkit.open({ ...fake, backend: { ...fake.backend, builds } });
  const control = (await server.client()).of(Control);
  const told = async (request: Parameters<typeof control.listenBuildHistory>[0]): Promise<unknown[]> =>
    await Array.fromAsync(control.listenBuildHistory(request), ({ type, record }) => [eventNames[type], record?.Ref]);
  const later = [
    ["STARTED", "later"],
    ["COMPLETE", "later"],
  ];
  expect(await told({})).toEqual([["COMPLETE", "earlier"], ...later, ["DELETED", "earlier"]]);
  expect(await told({ ActiveOnly: true, Ref: "later" })).toEqual(later);
  expect(await told({ EarlyExit: true })).toEqual([["COMPLETE", "earlier"]]);
  await control.updateBuildHistory({ Ref: "earlier", Pinned: true });
  await control.updateBuildHistory({ Ref: "earlier", Finalize: true });
  await control.updateBuildHistory({ Ref: "earlier" });
  expect(pinned).toEqual([
    ["earlier", true],
    ["earlier", false],
  ]);
});
