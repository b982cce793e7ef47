import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import type { Digest } from "#base/digest.ts";
import { backgroundOp, silentLog } from "#base/op.ts";
import { fakeBuilds, fakeHistory } from "#buildkit/build-service.fake.ts";
import { historyEvents } from "#buildkit/control/history-event.ts";
import { StatusLog } from "#buildkit/control/status-log.ts";
import { workerRecord } from "#buildkit/control/worker-record.ts";
import { Control, type StatusResponse } from "#buildkit/gen/control.gen.ts";
import { GrpcServer } from "#buildkit/transport/grpc-server.ts";
import type { ProgressEvent } from "#cli/build/progress/events.ts";
import { entriesOf, eventAt, framesOf, goldenPath, readFeed } from "#cli/build/progress/progress-feed.fake.ts";
import { succeed } from "../../../support/command.ts";
import { peersFolder } from "../../../support/peers.ts";
import { Terminal } from "../../../support/terminal.ts";

const folder = mkdtempSync(`${tmpdir()}/progress-`);
afterAll(() => rmSync(folder, { recursive: true }));
const env = { HOME: folder, DOCKER_HOST: `unix://${folder}/none`, BUILDX_CONFIG: `${folder}/buildx` };
const buildx = (): string => `${peersFolder()}/usr/libexec/docker/cli-plugins/docker-buildx`;

/** The feed of the same build whenever it is asked for: its times begin then. */
let zero = 0;

async function* statuses(name: string): AsyncGenerator<StatusResponse> {
  zero = Date.now();
  for (const { at, events } of readFeed(name)) {
    await Bun.sleep(Math.max(0, zero + at - Date.now()));
    const told = new StatusLog();
    for (const event of events) tell(told, eventAt(event, zero));
    told.end();
    yield* told.follow(backgroundOp());
  }
}

function tell(to: StatusLog, { vertex, task, log, warning }: ProgressEvent): void {
  const digest = (text: string): Digest => text as Digest;
  if (vertex !== undefined)
    to.vertex({ ...vertex, digest: digest(vertex.digest), inputs: vertex.inputs.map(digest), why: [] });
  if (task !== undefined) to.task({ ...task, vertex: digest(task.vertex) });
  if (log !== undefined) to.log({ ...log, vertex: digest(log.vertex), data: Buffer.from(log.data, "base64") });
  if (warning !== undefined) to.warning({ ...warning, vertex: digest(warning.vertex) } as never);
}

const names = ["build", "failure"];

/** A builder that only remembers builds, with the names of their feeds as references. */
const server = new GrpcServer({
  log: silentLog,
  routes: (router) =>
    router.service(Control, {
      info: () => ({}),
      listWorkers: async () => ({ record: [await workerRecord(fakeBuilds().backend.worker)] }),
      listenBuildHistory: (request) => {
        const { builds } = fakeBuilds().backend;
        const history = () => names.map((id) => ({ ...fakeHistory, id }));
        return historyEvents(backgroundOp(), { ...builds, history }, request);
      },
      status: ({ Ref }) => statuses(Ref),
    }),
});
const listener = net.createServer((socket) => server.serve(socket)).listen(`${folder}/sock`);
afterAll(() => {
  server.close();
  listener.close();
});

const builder = "feeds";
let created: Promise<string> | undefined;

async function logs(name: string, progress: string): Promise<string[]> {
  created ??= succeed([buildx(), "create", "--name", builder, "--driver", "remote", `unix://${folder}/sock`], { env });
  await created;
  return [buildx(), "history", "logs", "--builder", builder, "--progress", progress, name];
}

/** What the stock buildx shows is what the goldens hold that our own screens are compared with. */
function expectGolden(name: string, file: string, shown: string): void {
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(goldenPath(name, file), shown);
  expect(shown).toBe(readFileSync(goldenPath(name, file), "utf8"));
}

for (const name of names) {
  test(`the stock buildx shows the plain lines of ${name}`, async () => {
    const child = Bun.spawn(await logs(name, "plain"), { env: { ...process.env, ...env }, stderr: "pipe" });
    expectGolden(name, "plain.txt", await new Response(child.stderr).text());
  });

  test(`the stock buildx shows the JSON of ${name}`, async () => {
    const child = Bun.spawn(await logs(name, "rawjson"), { env: { ...process.env, ...env }, stderr: "pipe" });
    expectGolden(name, "rawjson.txt", entriesOf(await new Response(child.stderr).text(), zero));
  });

  for (const rows of [24, 9])
    test(`the stock buildx shows the screens of ${rows} lines of ${name}`, async () => {
      const terminal = new Terminal(await logs(name, "tty"), { env, rows });
      await terminal.exited();
      await Bun.sleep(50);
      expectGolden(name, `tty-${rows}.txt`, framesOf(terminal.screen));
      terminal.close();
    });
}
