import { afterAll, beforeAll, expect, test } from "bun:test";
import { Engine } from "../../support/engine.ts";

/** What Prometheus reads, under dockerd's names, and the debug pages. */
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start({ flags: ["--metrics-addr", "127.0.0.1:9323"] });
  await engine.loadBusybox();
}, 60_000);
afterAll(async () => await engine.close(), 60_000);

async function metrics(): Promise<ReadonlyMap<string, number>> {
  const { stdout } = await engine.namespace.run(["curl", "-sS", "http://127.0.0.1:9323/metrics"]);
  const lines = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(line.slice(line.lastIndexOf(" ") + 1))]));
}

const actions = (action: string) => `engine_daemon_container_actions_seconds_count{action="${action}"}`;

test("actions, states, events and health checks are counted", async () => {
  const before = await metrics();
  const health = ["--health-cmd", "false", "--health-interval", "100ms", "--health-retries", "1"];
  await engine.docker(["run", "-d", "--name", "counted", ...health, "busybox", "sleep", "1000"]);
  await engine.docker(["create", "--name", "made", "busybox", "true"]);
  const during = await metrics();
  const grown = (name: string) => (during.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN);
  expect([grown(actions("create")), grown(actions("start"))]).toEqual([2, 1]);
  const states = ["running", "paused", "stopped"].map((state) =>
    during.get(`engine_daemon_container_states_containers{state="${state}"}`),
  );
  expect(states).toEqual([1, 0, 1]);
  expect(grown("engine_daemon_events_total")).toBeGreaterThanOrEqual(3);
  for (let tries = 0; ((await metrics()).get("engine_daemon_health_checks_total") ?? 0) === 0; tries += 1) {
    expect(tries).toBeLessThan(200);
    await Bun.sleep(50);
  }
  await engine.docker(["rm", "-f", "counted", "made"]);
  const after = await metrics();
  expect((after.get(actions("delete")) ?? 0) - (before.get(actions("delete")) ?? 0)).toBe(2);
  expect(after.get("process_open_fds")).toBeGreaterThan(5);
}, 30_000);

test("the engine describes itself", async () => {
  const info = [...(await metrics()).keys()].find((name) => name.startsWith("engine_daemon_engine_info{")) ?? "";
  for (const label of [
    "architecture",
    "commit",
    "daemon_id",
    "graphdriver",
    "kernel",
    "os",
    "os_type",
    "os_version",
    "version",
  ])
    expect(info).toContain(`${label}="`);
  const { stdout } = await engine.namespace.run(["curl", "-sS", "http://127.0.0.1:9323/other"]);
  expect(stdout).toBe("404 page not found\n");
});

test("variables of the process", async () => {
  for (const path of ["/debug/vars", "/v1.51/debug/vars"]) {
    const { status, headers, body } = await engine.request("GET", path);
    expect([status, headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    expect(Object.keys(JSON.parse(body.toString()))).toEqual(expect.arrayContaining(["cmdline", "memstats"]));
  }
  expect((await engine.request("GET", "/debug/pprof/cmdline")).body.toString()).toContain("--metrics-addr");
});
