import { expect, test } from "bun:test";
import type { Duplex } from "node:stream";
import { fakeBuilds } from "./build-service.fake.ts";
import { diffCopyMethod, fileSync, TestBuildkit } from "./client.fake.ts";
import { Control } from "./gen/control.gen.ts";

const rounds = 40;
const content = "x".repeat(200);
const files = {
  files: { Dockerfile: "FROM scratch\n", big: content, folder: undefined, "folder/big": content },
  asked: [],
};

/** Cuts `socket` after so many turns of the event loop. */
function cutAfter(socket: Duplex, turns: number): void {
  if (turns === 0) socket.destroy();
  else setImmediate(() => cutAfter(socket, turns - 1));
}

test("connections that are cut at any moment end their builds and nothing else", async () => {
  const fake = fakeBuilds();
  await using server = await TestBuildkit.open(fake);
  const steady = (await server.client()).of(Control);
  const outcomes = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const id = `round-${round}`;
    const { ours, theirs } = await server.connect();
    server.buildkit.serve(ours);
    const session = await server.session(id, fileSync(files), [diffCopyMethod]);
    const client = server.clientOn(theirs).of(Control);
    if (round % 3 !== 1) cutAfter(round % 2 === 0 ? ours : theirs, (round * 5) % 47);
    if (round % 3 !== 0) cutAfter(session, (round * 7) % 53);
    const build = { Ref: id, Session: id, Frontend: "dockerfile.v0" };
    const status = Array.fromAsync(client.status({ Ref: id })).catch(() => []);
    outcomes.add(
      await client.solve(build).then(
        () => "built",
        () => "cut",
      ),
    );
    await status;
    theirs.destroy();
    session.destroy();
  }
  expect(outcomes).toEqual(new Set(["built", "cut"]));
  expect((await steady.listWorkers({})).record.length).toBe(1);
  expect(new Set(fake.closed).size).toBe(fake.opened.length);
});
