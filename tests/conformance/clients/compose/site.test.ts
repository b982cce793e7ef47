import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { sharedEngine } from "../../../support/shared-engine.ts";
import { Project, projects, type Tool, tools } from "./project.ts";

const engine = sharedEngine();

const site = projects(async (tool) => {
  const running = await engine();
  await running.json("POST", "/networks/create", { Name: `outside${tool.name}` });
  await running.json("POST", "/volumes/create", { Name: `outer${tool.name}` });
  const project = new Project(running, tool, "site");
  mkdirSync(`${project.folder}/content`);
  writeFileSync(`${project.folder}/content/file`, "from the host\n");
  writeFileSync(`${project.folder}/token.txt`, "a secret");
  await project.do(["up", "-d"]);
  return project;
});

async function inApp(tool: Tool, script: string): Promise<string> {
  return (await (await site(tool)).do(["exec", "-T", "app", "sh", "-c", script])).trim();
}

test.each(tools)("$name: secrets are files below /run/secrets", async (tool) => {
  expect(await inApp(tool, "cat /run/secrets/token; echo; cat /run/secrets/second")).toBe("a secret\na secret");
});

test.each(tools)("$name: binds, volumes and tmpfs are mounted as the file says", async (tool) => {
  expect(await inApp(tool, "cat /content/file; echo x > /content/x || true")).toBe("from the host");
  expect(await inApp(tool, "echo shared > /shared/file; df -k /light | tail -1 | awk '{print $2}'")).toBe("1024");
  const peer = (await site(tool)).run(["exec", "-T", "peer", "sh", "-c", "cat /shared/file; echo y > /shared/file"]);
  expect((await peer).stdout).toBe("shared\n");
  expect((await peer).stderr).toContain("Read-only file system");
});

// By docker-compose 1.29 the name is not found on Docker either.
test.each(tools.filter(({ name }) => name === "compose2"))("$name: a name given by a link", async (tool) => {
  const project = await site(tool);
  const ask = ["exec", "-T", "peer", "wget", "-q", "-O", "-"];
  expect(await project.do([...ask, "http://application:8000/index.html"])).toBe("served\n");
});

test.each(tools)(
  "$name: an anonymous volume and its data go over to the container that replaces its own",
  async (tool) => {
    const project = await site(tool);
    await inApp(tool, "echo kept > /anonymous/file");
    const before = await project.container("app");
    await project.do(["up", "-d", "--force-recreate", "--no-deps", "app"]);
    expect((await project.container("app")).Id).not.toBe(before.Id);
    expect(await inApp(tool, "cat /anonymous/file")).toBe("kept");
  },
);

test.each(tools)("$name: the address and the ports asked for", async (tool) => {
  const project = await site(tool);
  const { Networks, Ports } = (await project.container("app")).NetworkSettings;
  expect(Networks[`${project.name}_net`]!.IPAddress).toBe(`10.${tool.variables["NUMBER"]}.0.10`);
  expect(Object.keys(Networks).sort()).toEqual([`outside${tool.name}`, `${project.name}_net`].sort());
  expect(Ports["8000/tcp"]).toEqual([{ HostIp: "127.0.0.1", HostPort: `180${tool.variables["NUMBER"]}` }]);
  expect(Ports["9000/udp"]).toContainEqual({ HostIp: "0.0.0.0", HostPort: `190${tool.variables["NUMBER"]}` });
});

test.each(tools)("$name: a service in another's network has its loopback", async (tool) => {
  const project = await site(tool);
  await project.do(["up", "-d", "--force-recreate", "--no-deps", "side"]);
  const ask = ["exec", "-T", "side", "wget", "-q", "-O", "-", "http://127.0.0.1:8000/index.html"];
  expect(await project.do(ask)).toBe("served\n");
});

test.each(tools)("$name: a profile's service is there only when it is asked for", async (tool) => {
  const project = await site(tool);
  expect(await project.containers("debug")).toEqual([]);
  expect(await project.do(["--profile", "debug", "run", "--rm", "-T", "debug"])).toContain("debugging");
});

test.each(tools)("$name: down -v removes the project's own and leaves what is not", async (tool) => {
  const project = await site(tool);
  await project.do(["down", "-v", "-t", "0"]);
  expect(await project.objects()).toEqual([]);
  const running = await engine();
  expect((await running.request("DELETE", `/networks/outside${tool.name}`)).status).toBe(204);
  expect((await running.request("DELETE", `/volumes/outer${tool.name}`)).status).toBe(204);
});
