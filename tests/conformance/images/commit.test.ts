import { expect, test } from "bun:test";
import { gunzipSync } from "node:zlib";
import { filesOfArchive, namesOfArchive } from "../../support/archive.ts";
import { eventually } from "../../support/eventually.ts";
import { smallImage } from "../../support/images.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine({ config: { features: { "containerd-snapshotter": true } } });

interface Image {
  readonly Id: string;
  readonly Parent: string;
  readonly Author: string;
  readonly Comment: string;
  readonly RootFS: { readonly Layers: string[] };
  readonly Config: Record<string, unknown>;
}

async function image(name: string): Promise<Image> {
  return await (await engine()).json("GET", `/images/${name}/json`);
}

async function commit(query: string, body: object | undefined = {}): Promise<[number, Record<string, string>]> {
  const answer = await (await engine()).request("POST", `/commit?${query}`, { body });
  return [answer.status, JSON.parse(answer.body.toString()) as Record<string, string>];
}

/** A container that sleeps once `script` has run. */
async function sleeper(name: string, script: string, more: object = {}): Promise<void> {
  const Cmd = ["sh", "-c", `${script}; touch /ready; sleep 1000`];
  const body = { Image: "busybox", Cmd, HostConfig: { NetworkMode: "none" }, ...more };
  await (await engine()).json("POST", `/containers/create?name=${name}`, body);
  await (await engine()).json("POST", `/containers/${name}/start`);
  await eventually(`${name} is ready`, async () => {
    return (await (await engine()).docker(["exec", name, "ls", "/ready"])).code === 0;
  });
}

async function layerOf(name: string): Promise<string[]> {
  const { body } = await (await engine()).request("GET", `/images/${name}/get`);
  const files = filesOfArchive(body);
  const [entry] = JSON.parse(files.get("manifest.json")!.toString()) as Array<{ Layers: string[] }>;
  const packed = files.get(entry!.Layers.at(-1)!)!;
  expect(packed.subarray(0, 2).toString("hex")).toBe("1f8b");
  return namesOfArchive(gunzipSync(packed)).map((entryName) => entryName.replace(/\/$/, ""));
}

test("only what differs becomes a layer, with whiteouts, and without volumes", async () => {
  const script = "mkdir /new; echo hi >/new/f; ln /new/f /new/g; rm /etc/group; echo v >/vol/v; echo r >/ro";
  await sleeper("differs", script, { Volumes: { "/vol": {} } });
  const [status] = await commit("container=differs&repo=differs&tag=1");
  expect(status).toBe(201);
  const names = await layerOf("differs:1");
  expect(names).toEqual(expect.arrayContaining(["new", "new/f", "new/g", "etc", "etc/.wh.group", "ro", "ready"]));
  expect(names.filter((name) => /^(bin\/|vol\/|proc|sys|dev)/.test(name))).toEqual([]);
  const layers = (await image("differs:1")).RootFS.Layers;
  expect(layers).toHaveLength(2);
  expect(layers[0]).toBe((await image("busybox")).RootFS.Layers[0]!);
  const show = ["run", "--rm", "differs:1", "sh", "-c", "cat /new/g /ro; ls /etc/group 2>/dev/null; ls /vol | wc -l"];
  const { stdout } = await (await engine()).docker(show);
  expect(stdout).toBe("hi\nr\n0\n");
});

test("author, message, changes, and the container as parent in history", async () => {
  await sleeper("told", "true", { Env: ["A=1"], Labels: { x: "y" } });
  const changes = ["ENV K=$A", 'CMD ["echo", "changed"]', "EXPOSE 80"].map(
    (line) => `&changes=${encodeURIComponent(line)}`,
  );
  const [, { Id }] = await commit(`container=told&repo=told&author=Me&comment=why${changes.join("")}`, undefined);
  const made = await image("told");
  const base = await image("busybox");
  expect(made).toMatchObject({ Id, Parent: base.Id, Author: "Me", Comment: "why" });
  expect(made.Config).toMatchObject({ Cmd: ["echo", "changed"], Labels: { x: "y" }, ExposedPorts: { "80/tcp": {} } });
  expect(made.Config["Env"]).toEqual(["A=1", expect.stringContaining("PATH="), "K=1"]);
  const history = await (await engine()).json<Array<Record<string, unknown>>>("GET", "/images/told/history");
  expect(history.map(({ Id: id, Tags }) => [id, Tags])).toEqual([
    [Id, ["told:latest"]],
    [base.Id, ["busybox:latest"]],
  ]);
  expect(history[0]).toMatchObject({ Comment: "why", CreatedBy: expect.stringContaining("touch /ready") });
  expect((await (await engine()).docker(["run", "--rm", "told"])).stdout).toBe("changed\n");
});

test("a body is laid over the container's configuration", async () => {
  await sleeper("laid", "true", { Env: ["A=1"], Labels: { x: "y" }, ExposedPorts: { "80/tcp": {} } });
  const body = { Env: ["A=2", "B=3"], Cmd: ["zz"], Labels: { q: "1" }, ExposedPorts: { "9/tcp": {} }, User: "9" };
  const [, { Id }] = await commit("container=laid", body);
  const { Config } = await image(Id!);
  expect(Config).toMatchObject({
    ...{ Cmd: ["zz"], Labels: { q: "1", x: "y" }, User: "9" },
    ExposedPorts: { "80/tcp": {}, "9/tcp": {} },
    Env: ["A=2", "B=3", expect.stringContaining("PATH=")],
  });
});

test("running, paused and stopped containers; one that runs is paused meanwhile, unless not wanted", async () => {
  await sleeper("states", "true");
  const seen = async (action: string): Promise<number> => {
    const filters = encodeURIComponent(JSON.stringify({ container: ["states"], event: [action] }));
    const until = Math.floor(Date.now() / 1000) + 1;
    const { body } = await (await engine()).request("GET", `/events?since=1&until=${until}&filters=${filters}`);
    return body.toString().trim().split("\n").filter(Boolean).length;
  };
  const stateOf = async (): Promise<string> =>
    (await (await engine()).json<{ State: { Status: string } }>("GET", "/containers/states/json")).State.Status;
  expect((await commit("container=states&pause=0"))[0]).toBe(201);
  expect(await seen("pause")).toBe(0);
  expect((await commit("container=states"))[0]).toBe(201);
  expect([await seen("pause"), await seen("unpause"), await stateOf()]).toEqual([1, 1, "running"]);
  await (await engine()).json("POST", "/containers/states/pause");
  expect((await commit("container=states"))[0]).toBe(201);
  expect([await seen("unpause"), await stateOf()]).toEqual([1, "paused"]);
  await (await engine()).json("POST", "/containers/states/unpause");
  await (await engine()).json("POST", "/containers/states/kill");
  await (await engine()).json("POST", "/containers/states/wait");
  expect((await commit("container=states"))[0]).toBe(201);
  expect(await seen("commit")).toBe(4);
});

test("nothing that differs is an empty step", async () => {
  await (await engine()).json("POST", "/containers/create?name=fresh", { Image: "busybox", Cmd: ["x"] });
  const [, { Id }] = await commit("container=fresh");
  expect((await image(Id!)).RootFS.Layers).toHaveLength(1);
  const [newest] = await (await engine()).json<Array<Record<string, unknown>>>("GET", `/images/${Id}/history`);
  expect(newest).toMatchObject({ CreatedBy: "x", Size: 0 });
});

test("a name that moves leaves its image without one", async () => {
  await (await engine()).load(smallImage("moved:1"));
  const before = (await image("moved:1")).Id;
  await (await engine()).json("POST", "/containers/create?name=mover", { Image: "busybox", Cmd: ["x"] });
  await commit("container=mover&repo=moved&tag=1");
  expect((await image("moved:1")).Id).not.toBe(before);
  const { stdout } = await (await engine()).docker(["images", "-q", "--no-trunc", "--filter", "dangling=true"]);
  expect(stdout).toContain(before);
});

test("what is refused", async () => {
  await (await engine()).json("POST", "/containers/create?name=refused", { Image: "busybox", Cmd: ["x"] });
  const zeros = "0".repeat(64);
  for (const [query, status, message] of [
    ["container=nothing", 404, "No such container: nothing"],
    ["container=", 400, 'invalid name or ID supplied: ""'],
    ["container=refused&repo=Up", 400, "invalid reference format: repository name (library/Up) must be lowercase"],
    ["container=refused&repo=x&tag=b%20ad", 400, "invalid tag format"],
    [`container=refused&repo=x@sha256:${zeros}`, 400, "cannot import digest reference"],
    ["container=refused&changes=FROM%20x", 400, "FROM is not a valid change command"],
    ["container=refused&changes=ENV", 400, "ENV requires at least one argument"],
  ] as const)
    expect(await commit(query)).toEqual([status, { message }]);
});
