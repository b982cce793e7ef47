import type { ByteSocket, DialSocket } from "#base/byte-socket.ts";
import { recordingIo } from "#cli/io/fake.ts";
import { main } from "#cli/main.ts";
import { dialNet } from "#client/net-socket.ts";
import { splitShellWords } from "#formats/shell-words/split.ts";
import type { GoldenCase } from "./case.ts";
import { makeGround } from "./ground.ts";
import type { Outcome } from "./outcome.ts";
import { ScriptedEngine } from "./scripted-engine.ts";

/** The clock of our own client, which stands still. */
const now = Date.parse("2026-01-02T03:04:05Z");

/** Runs a case's line in this process, with nothing but its sockets faked. */
export async function runOwn(golden: GoldenCase): Promise<Outcome> {
  using ground = makeGround(golden);
  const engine = new ScriptedEngine(golden.exchanges, now);
  using _entered = entered(ground);
  const { input, columns } = golden;
  const io = recordingIo({ input, env: ground.env, now, ...(columns === undefined ? {} : { columns, typing: true }) });
  const dial: DialSocket = (target, listener) =>
    "path" in target && target.path === ground.socket ? dialEngine(engine, listener) : dialNet(target, listener);
  const code = await main(splitShellWords(golden.line).slice(1), { dial, world: io });
  const { out, err } = io.printed();
  return { printed: { out: ground.shown(out), err: ground.shown(err), code }, engine };
}

/** The process in the case's folder and surroundings, until disposed. */
function entered({ work, env }: { readonly work: string; readonly env: Readonly<Record<string, string>> }): Disposable {
  const before = { folder: process.cwd(), env: { ...process.env } };
  const change = (to: Readonly<Record<string, string | undefined>>, path: string): void => {
    for (const name of Object.keys(process.env)) if (!(name in to)) delete process.env[name];
    Object.assign(process.env, to);
    process.chdir(path);
  };
  change(env, work);
  return { [Symbol.dispose]: () => change(before.env, before.folder) };
}

/** A connection to the engine that is in this process. */
const dialEngine = async (engine: ScriptedEngine, listener: Parameters<DialSocket>[1]): Promise<ByteSocket> => {
  let isOpen = true;
  const later = (act: () => void): void => void queueMicrotask(() => isOpen && act());
  const heard = engine.accept({
    write: (bytes) => later(() => listener.data(bytes)),
    end: () =>
      later(() => {
        isOpen = false;
        listener.end();
      }),
  });
  return {
    get destroyed() {
      return !isOpen;
    },
    pause() {},
    resume() {},
    write: async (chunk) => heard.data(chunk),
    end: () => heard.end(),
    destroy: () => {
      isOpen = false;
    },
  };
};
