import { expect, test } from "bun:test";
import { eventually } from "../../../support/eventually.ts";
import { sharedEngine } from "../../../support/shared-engine.ts";
import { stackImages } from "./images.ts";
import { Project, projects, type Tool, tools } from "./project.ts";

const engine = sharedEngine({}, stackImages);

const shop = projects(async (tool) => {
  const project = new Project(await engine(), tool, "shop");
  await project.do(["up", "-d"]);
  return project;
});

/** What the page says through its published port. */
async function visit(tool: Tool): Promise<string> {
  const port = (await (await shop(tool)).do(["port", "web", "80"])).trim().split(":").at(-1);
  const fetch = ["busybox", "wget", "-q", "-O", "-", `http://127.0.0.1:${port}/cgi-bin/visit`];
  const told = await eventually("the page", async () => (await (await engine()).namespace.run(fetch)).stdout);
  return told.trim();
}

/** The number that the database has counted to. */
function countOf(page: string): number {
  return Number(/ (\d+) /.exec(page)![1]);
}

test.each(tools)(
  "$name: up starts each service when those that it depends on are done, healthy or started",
  async (tool) => {
    const project = await shop(tool);
    const seed = await project.container("seed");
    const [db, web] = [await project.container("db"), await project.container("web")];
    expect(seed.State).toMatchObject({ Status: "exited", ExitCode: 0 });
    expect(db.State.Health?.Status).toBe("healthy");
    expect(Date.parse(seed.State.FinishedAt)).toBeLessThanOrEqual(Date.parse(db.State.StartedAt));
    expect(Date.parse(db.State.StartedAt)).toBeLessThan(Date.parse(web.State.StartedAt));
    expect([db.HostConfig["RestartPolicy"], web.HostConfig["RestartPolicy"]]).toMatchObject([
      { Name: "always" },
      { Name: "unless-stopped" },
    ]);
  },
);

test.each(tools)("$name: the published page reaches the database and the cache by name", async (tool) => {
  expect(await visit(tool)).toBe("welcome to the shop 42 cached");
  expect([countOf(await visit(tool)), countOf(await visit(tool))]).toEqual([43, 44]);
});

test.each(tools)("$name: the image's own health check makes the web healthy", async (tool) => {
  await eventually(
    "a healthy web",
    async () => (await (await shop(tool)).container("web")).State.Health?.Status === "healthy",
  );
});

test.each(tools)("$name: an internal network leads nowhere else", async (tool) => {
  const project = await shop(tool);
  expect(await project.do(["exec", "-T", "db", "ip", "route"])).not.toContain("default");
  expect(await project.do(["exec", "-T", "web", "ip", "route"])).toContain("default");
  expect(Object.keys((await project.container("db")).NetworkSettings.Networks)).toEqual([`${project.name}_back`]);
});

test.each(tools)("$name: ps, logs and the exit code of exec", async (tool) => {
  const project = await shop(tool);
  const listed = await project.do(["ps"]);
  expect(listed).toContain("web");
  expect(listed).toMatch(/Up .*\(healthy\)/);
  expect((await project.do(["ps", "-q", "db"])).trim()).toBe((await project.container("db")).Id);
  expect(await project.do(["logs", "--no-color", "seed"])).toMatch(/seed.*\| +seeded/);
  const { code, stdout } = await project.run(["exec", "-T", "-e", "A=b", "web", "sh", "-c", "echo $A $DB; exit 9"]);
  expect([code, stdout]).toEqual([9, "b http://database:5432\n"]);
});

test.each(tools)(
  "$name: run starts one container more, in the service's networks, and gives its exit code",
  async (tool) => {
    const words = ["run", "--rm", "-T", "--no-deps", "-e", "MORE=1", "web"];
    const { code, stdout } = await (await shop(tool)).run([...words, "sh", "-c", "wget -q -O - $CACHE/page; exit 4"]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "cached\n" });
  },
);

test.each(tools)(
  "$name: a second up changes nothing, a changed service alone is made anew, and its data stays",
  async (tool) => {
    const project = await shop(tool);
    const ids = async (): Promise<string[]> =>
      await Promise.all(["web", "db", "cache"].map(async (service) => (await project.container(service)).Id));
    const [web, ...others] = await ids();
    await project.do(["up", "-d"]);
    expect(await ids()).toEqual([web!, ...others]);
    const before = countOf(await visit(tool));
    await project.do(["up", "-d", "--no-deps", "web"], { TIER: "two" });
    const [changed, ...same] = await ids();
    expect([changed === web, same]).toEqual([false, others]);
    expect((await project.container("web")).Config.Labels["tier"]).toBe("web two");
    expect(countOf(await visit(tool))).toBe(before + 1);
  },
);

test.each(tools)("$name: stop, start and restart keep the containers", async (tool) => {
  const project = await shop(tool);
  const before = await project.container("db");
  await project.do(["stop", "db"]);
  expect((await project.container("db")).State.Status).toBe("exited");
  await project.do(["start", "db"]);
  await project.do(["restart", "-t", "0", "cache"]);
  const after = await project.container("db");
  expect([after.Id, after.State.Status]).toEqual([before.Id, "running"]);
});

test.each(tools)("$name: down -v leaves nothing", async (tool) => {
  const project = await shop(tool);
  const services = ["cache", "db", "seed", "web"].length;
  expect(await project.objects()).toHaveLength(services + ["front", "back", "data"].length);
  await project.do(["down", "-v", "-t", "0"]);
  expect(await project.objects()).toEqual([]);
});
