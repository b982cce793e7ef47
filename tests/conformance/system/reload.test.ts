import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";

/** The configuration file of a running engine is read again at SIGHUP. */
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start({ config: { labels: ["a=b"] }, flags: ["--http-proxy", "http://me:secret@proxy:3128"] });
}, 60_000);
afterAll(async () => await engine.close(), 60_000);

interface Info {
  readonly Labels: readonly string[];
  readonly LiveRestoreEnabled: boolean;
  readonly Debug: boolean;
  readonly HttpProxy: string;
}

const info = () => engine.json<Info>("GET", "/info");

function reload(file: string | object): void {
  writeFileSync(engine.paths.configFile, typeof file === "string" ? file : JSON.stringify(file));
  process.kill(engine.pid, "SIGHUP");
}

test("credentials of a proxy are not shown", async () => {
  expect((await info()).HttpProxy).toBe("http://xxxxx:xxxxx@proxy:3128");
});

test("what can change does, and the event tells what is in force", async () => {
  const since = Math.floor(Date.now() / 1000) - 1;
  reload({ labels: ["a=c", "d=e"], debug: true, "live-restore": true, "shutdown-timeout": 20 });
  await eventually("new labels", async () => {
    const { Labels, Debug } = await info();
    return Labels.length === 2 && Debug;
  });
  expect(await info()).toMatchObject({ Labels: ["a=c", "d=e"], Debug: true, LiveRestoreEnabled: true });
  const until = Math.ceil(Date.now() / 1000) + 1;
  const filters = encodeURIComponent(JSON.stringify({ type: ["daemon"] }));
  const { body } = await engine.request("GET", `/events?since=${since}&until=${until}&filters=${filters}`);
  const [event] = body
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(event).toMatchObject({ Type: "daemon", Action: "reload" });
  const names =
    "debug default-cgroupns-mode default-ipc-mode default-runtime default-shm-size features insecure-registries labels live-restore max-concurrent-downloads max-concurrent-uploads max-download-attempts name registry-mirrors runtimes shutdown-timeout";
  expect(Object.keys(event.Actor.Attributes).sort()).toEqual(names.split(" "));
  expect(event.Actor.Attributes).toMatchObject({ labels: '["a=c","d=e"]', "shutdown-timeout": "20", debug: "true" });
});

test("a wrong file changes nothing, and is said in the log", async () => {
  const before = await info();
  reload({ labels: ["x=y"], nosuch: 1 });
  await eventually("a complaint", () => engine.log.includes("any configuration option: nosuch"));
  reload("{");
  await eventually("another", () => engine.log.includes("invalid JSON: unexpected end of JSON input"));
  expect((await info()).Labels).toEqual(before.Labels);
});
