import { beforeAll, expect, test } from "bun:test";
import type { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";
import { PreparedProject, type PreparingStep } from "../../support/prepared-project.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

/** `pre_start` of services: what is done in containers of its own before they start. */

const engine = sharedEngine();
let started: Engine;

beforeAll(async () => {
  started = await engine();
  await started.docker(["tag", "busybox", "tool:1"]);
});

const says = (word: string): PreparingStep => ({ command: `sh -c 'echo ${word} >>/data/log'` });

test("steps are done in their order, before the service starts, and leave nothing", async () => {
  const project = new PreparedProject(started);
  project.write([says("one"), { ...says("two"), image: "tool:1" }]);
  const said = await project.done("up", "-d");
  expect(await project.log(3)).toEqual(["one", "two", "started"]);
  expect(await project.containers()).toEqual([`${project.name}-web-1 running`]);
  const lines = said
    .split("\n")
    .map((line) => line.trim().replace(/\s+/g, " "))
    .filter((line) => line !== "");
  expect(lines.slice(-7)).toEqual([
    `Container ${project.name}-web-1 Created`,
    `Container ${project.name}-web-pre_start-0 Starting`,
    `Container ${project.name}-web-pre_start-0 Exited`,
    `Container ${project.name}-web-pre_start-1 Starting`,
    `Container ${project.name}-web-pre_start-1 Exited`,
    `Container ${project.name}-web-1 Starting`,
    `Container ${project.name}-web-1 Started`,
  ]);
  await project.done("down", "-v");
}, 60_000);

test("they are done again where none of the service runs, and not where some of it does", async () => {
  const project = new PreparedProject(started);
  project.write([says("one")]);
  await project.done("up", "-d");
  await project.log(2);
  await project.done("up", "-d");
  await project.done("restart");
  expect(await project.log(3)).toEqual(["one", "started", "started"]);
  await project.done("up", "-d", "--scale", "web=2");
  expect(await project.log(4)).toEqual(["one", "started", "started", "started"]);
  await project.done("up", "-d", "--force-recreate");
  expect((await project.log(6)).slice(4)).toEqual(["one", "started"]);
  project.write([says("changed")]);
  await project.done("up", "-d");
  expect((await project.log(8)).slice(6)).toEqual(["changed", "started"]);
  await project.done("stop");
  await project.done("start");
  expect((await project.log(10)).slice(8)).toEqual(["changed", "started"]);
  expect(await project.containers()).toEqual([`${project.name}-web-1 running`]);
  await project.done("down", "-v");
}, 120_000);

test("they are done once for all containers of a service", async () => {
  const project = new PreparedProject(started);
  project.write([says("one")], { scale: 3 });
  await project.done("up", "-d");
  expect(await project.log(4)).toEqual(["one", "started", "started", "started"]);
  await project.done("down", "-v");
}, 60_000);

test("one that fails keeps the service, and what needs it, from starting; the next up does all again", async () => {
  const project = new PreparedProject(started);
  const failing = { command: "sh -c 'echo noise; echo no such table >&2; exit 17'" };
  const after = { services: { after: { image: "busybox", command: "sleep 1000", depends_on: ["web"] } } };
  project.write([says("one"), failing, says("three")], {}, after);
  const said = await project.fails("up", "-d");
  expect(said).toMatch(
    /service "web" pre_start\[1\] exited with code 17: no such table \(hook container [0-9a-f]{12} retained for inspection\)\n$/,
  );
  expect(await project.log(1)).toEqual(["one"]);
  expect(await project.containers()).toEqual([
    `${project.name}-after-1 created`,
    `${project.name}-web-1 created`,
    `${project.name}-web-pre_start-1 exited`,
  ]);
  const { stdout } = await started.docker(["logs", `${project.name}-web-pre_start-1`]);
  expect(stdout).toBe("noise\n");
  expect(await project.done("ps", "-a", "--format", "{{.Name}}")).toBe(
    `${project.name}-after-1\n${project.name}-web-1\n`,
  );
  project.write([says("one"), says("two"), says("three")], {}, after);
  await project.done("up", "-d");
  expect(await project.log(5)).toEqual(["one", "one", "two", "three", "started"]);
  expect(await project.containers()).toEqual([`${project.name}-after-1 running`, `${project.name}-web-1 running`]);
  await project.done("down", "-v", "-t", "0");
}, 60_000);

test("down takes what has failed along; one that cannot be started leaves nothing", async () => {
  const project = new PreparedProject(started);
  project.write([{ command: "false" }]);
  expect(await project.fails("up", "-d")).toContain("pre_start[0] exited with code 1 (hook container");
  await project.done("down", "-v");
  expect(await project.containers()).toEqual([]);
  project.write([{ command: "no-such-program" }], { init: false });
  expect(await project.fails("up", "-d")).toContain("no-such-program");
  expect(await project.containers()).toEqual([`${project.name}-web-1 created`]);
  await project.done("down", "-v");
}, 60_000);

test("a step has the surroundings of its service, and its own user, folder and variables", async () => {
  const project = new PreparedProject(started);
  const database = {
    db: {
      image: "busybox",
      command: "sh -c 'echo found >/index.html; exec httpd -f -h /'",
      healthcheck: { test: "wget -qO- http://127.0.0.1/index.html", interval: "200ms" },
      stop_signal: "SIGKILL",
    },
  };
  project.write(
    [
      // Who may write to a new volume is what steps are for.
      { command: "chmod 777 /data /unnamed", user: "root" },
      { command: "sh -c 'wget -qO- http://db/index.html >>/data/log; id -u >>/data/log; pwd >>/data/log'" },
      {
        command: "sh -c 'id -u >>/data/log; pwd >>/data/log; echo $$A $$B >>/data/log; cat /word >>/data/log'",
        user: "0",
        working_dir: "/tmp",
        environment: { B: "step" },
      },
      { command: "touch /unnamed/kept" },
    ],
    {
      user: "1000",
      working_dir: "/data",
      environment: { A: "service", B: "service" },
      volumes: ["data:/data", "/unnamed"],
      command: "sh -c 'ls /unnamed >>/data/log; sleep 1000'",
      configs: [{ source: "word", target: "/word" }],
      depends_on: { db: { condition: "service_healthy" } },
    },
    { services: database, configs: { word: { content: "text\n" } } },
  );
  await project.done("up", "-d");
  expect(await project.log(8)).toEqual(["found", "1000", "/data", "0", "/tmp", "service step", "text", "kept"]);
  await project.done("down", "-v");
}, 60_000);

test("a step has the fixed address of its service, which has it afterwards", async () => {
  const project = new PreparedProject(started);
  const address = "sh -c 'ip -4 addr show eth0 | grep -o 10.77.0.[0-9]* | head -n1 >>/data/log'";
  project.write(
    [{ command: address }],
    { networks: { fixed: { ipv4_address: "10.77.0.9" } }, command: `${address.slice(0, -1)}; sleep 1000'` },
    { networks: { fixed: { ipam: { config: [{ subnet: "10.77.0.0/24" }] } } } },
  );
  await project.done("up", "-d");
  expect(await project.log(2)).toEqual(["10.77.0.9", "10.77.0.9"]);
  await project.done("down", "-v");
}, 60_000);

test("what makes and starts apart, and what only looks", async () => {
  const project = new PreparedProject(started);
  project.write([says("one")]);
  expect(await project.done("--dry-run", "up", "-d")).toContain(`${project.name}-web-pre_start-0  Exited`);
  expect(await project.done("plan")).toContain(
    `run step sh -c echo one >>/data/log in ${project.name}-web-pre_start-0`,
  );
  expect(await project.containers()).toEqual([]);
  await project.done("create");
  await project.done("up", "--no-start");
  expect(await project.containers()).toEqual([`${project.name}-web-1 created`]);
  await project.done("start");
  expect(await project.log(2)).toEqual(["one", "started"]);
  await project.done("down", "-v");
}, 60_000);

test("run does what the services that its own needs have done before, and nothing for its own", async () => {
  const project = new PreparedProject(started);
  const job = {
    job: { image: "busybox", volumes: ["data:/data"], depends_on: ["web"], pre_start: [says("never")] },
  };
  project.write([says("one")], {}, { services: job });
  await project.done("run", "--rm", "-T", "job", "sh", "-c", "echo job >>/data/log");
  const lines = await project.log(3);
  expect([lines[0], [...lines].sort()]).toEqual(["one", ["job", "one", "started"]]);
  await project.done("down", "-v");
}, 60_000);

test("an attached up shows what steps say, and ends with the one that fails", async () => {
  const project = new PreparedProject(started);
  project.write([{ command: "sh -c 'echo told; exit 3'" }]);
  const { code, stdout, stderr } = await project.compose("up");
  expect([code, stdout, stderr]).toEqual([
    1,
    expect.stringMatching(/web pre_start\[0\] -> +\| told\n/),
    expect.stringContaining('service "web" pre_start[0] exited with code 3: told (hook container'),
  ]);
  expect(stdout).not.toContain("exited with code");
  await project.done("down", "-v");
}, 60_000);

test("an interrupt ends a step, and nothing of it is left", async () => {
  for (const line of [["up", "-d"], ["up"], ["start"]]) {
    const project = new PreparedProject(started);
    project.write([{ command: "sh -c 'echo begun >>/data/log; sleep 1000'" }]);
    await project.done("create");
    const begun = project.begin(...line);
    expect(await project.log(1)).toEqual(["begun"]);
    expect(await begun.interrupt()).toBe(130);
    expect(await project.containers()).toEqual([`${project.name}-web-1 created`]);
    await project.done("down", "-v");
  }
}, 60_000);

test("what a killed command has left is ended by the next, which does the steps from the first", async () => {
  const project = new PreparedProject(started);
  project.write([says("one"), { command: "sh -c 'echo hanging >>/data/log; sleep 1000'" }]);
  const begun = project.begin("up", "-d");
  expect(await project.log(2)).toEqual(["one", "hanging"]);
  await begun.kill();
  expect(await project.containers()).toEqual([
    `${project.name}-web-1 created`,
    `${project.name}-web-pre_start-1 running`,
  ]);
  project.write([says("one"), says("two")]);
  expect(await project.done("up", "-d")).toContain(`Container ${project.name}-web-pre_start-1  Removed`);
  expect(await project.log(5)).toEqual(["one", "hanging", "one", "two", "started"]);
  expect(await project.containers()).toEqual([`${project.name}-web-1 running`]);
  await project.done("down", "-v");
}, 60_000);

test("while the steps of a new container are done the old one serves, and goes on where one fails", async () => {
  const project = new PreparedProject(started);
  const serving = (word: string, step: string) =>
    project.write([{ command: step }], {
      volumes: [],
      command: `sh -c 'echo ${word} >/index.html; exec httpd -f -h /'`,
      ports: ["8086:80"],
    });
  const fetched = () => started.namespace.fetched("http://127.0.0.1:8086/");
  serving("old", "true");
  await project.done("up", "-d");
  await eventually("the old one serves", async () => ((await fetched()) === "old" ? true : undefined));
  serving("bad", "false");
  expect(await project.fails("up", "-d")).toContain("pre_start[0] exited with code 1");
  expect(await fetched()).toBe("old");
  expect(await project.containers()).toEqual([
    `${project.name}-web-1 running`,
    `${project.name}-web-pre_start-0 exited`,
  ]);
  serving("new", "sleep 2");
  const coming = project.done("up", "-d");
  await eventually("the step runs", async () =>
    (await project.containers()).includes(`${project.name}-web-pre_start-0 running`) ? true : undefined,
  );
  expect(await fetched()).toBe("old");
  await coming;
  expect(await fetched()).toBe("new");
  expect(await project.containers()).toEqual([`${project.name}-web-1 running`]);
  await project.done("down", "-v");
}, 60_000);

test("going back takes the image that a step had then", async () => {
  const project = new PreparedProject(started);
  const made = async (word: string) => {
    const input = `FROM busybox\nENV MADE=${word}\n`;
    await started.docker(["build", "-q", "-t", "step:1", "-"], { input });
  };
  const step = { command: "sh -c 'echo $$MADE >>/data/log'", image: "step:1" };
  await made("then");
  project.write([step]);
  await project.done("up", "-d");
  await made("now");
  project.write([step], { hostname: "other" });
  await project.done("up", "-d");
  await project.done("rollback");
  expect(await project.log(6)).toEqual(["then", "started", "now", "started", "then", "started"]);
  await project.done("down", "-v");
}, 60_000);

test("per_replica is refused by name", async () => {
  const project = new PreparedProject(started);
  project.write([{ ...says("one"), ...{ per_replica: true } }]);
  expect(await project.fails("up", "-d")).toBe(
    'service "web" pre_start[0]: per_replica is not yet supported; remove per_replica or set it to false\n',
  );
}, 60_000);
