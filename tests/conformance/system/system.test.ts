import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";
import { Stream } from "../../support/stream.ts";

const engine = sharedEngine();

async function errorOf(method: string, path: string): Promise<[number, string]> {
  const { status, body } = await (await engine()).request(method, path);
  return [status, body.toString().trim()];
}

test("_ping tells the API version", async () => {
  const { status, headers, body } = await (await engine()).request("GET", "/_ping");
  expect([status, body.toString()]).toEqual([200, "OK"]);
  expect(headers.get("api-version")).toBe("1.51");
  expect(headers.get("ostype")).toBe("linux");
  expect(headers.get("cache-control")).toBe("no-cache, no-store, must-revalidate");
  expect((await (await engine()).request("HEAD", "/_ping")).status).toBe(200);
});

test("version", async () => {
  const version = await (await engine()).json<object>("GET", "/version");
  expect(version).toMatchObject({ ApiVersion: "1.51", MinAPIVersion: "1.24", Os: "linux", Arch: "amd64" });
});

test("info counts containers", async () => {
  const before = await (await engine()).json<{ Containers: number }>("GET", "/info");
  await (await engine()).json("POST", "/containers/create", { Image: "busybox" });
  const after = await (await engine()).json<{ Containers: number; OSType: string }>("GET", "/info");
  expect(after.Containers).toBe(before.Containers + 1);
  expect(after.OSType).toBe("linux");
});

test("versions of the API that are too old or too new", async () => {
  expect(await errorOf("GET", "/v1.10/info")).toEqual([
    400,
    "client version 1.10 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version",
  ]);
  const [status, text] = await errorOf("GET", "/v9.99/info");
  expect([status, JSON.parse(text)]).toEqual([
    400,
    { message: "client version 9.99 is too new. Maximum supported API version is 1.51" },
  ]);
  expect((await errorOf("GET", "/v1.24/_ping"))[0]).toBe(200);
});

test("what is no page", async () => {
  expect(await errorOf("GET", "/nothing/here")).toEqual([404, '{"message":"page not found"}']);
});

test("a body that is no JSON", async () => {
  const headers = { "Content-Type": "application/json" };
  const { status } = await (await engine()).request("POST", "/containers/create", { body: "{", headers });
  expect(status).toBe(400);
});

test("events of a container's life, in order", async () => {
  const since = (await (await engine()).json<{ SystemTime: string }>("GET", "/info")).SystemTime;
  await (await engine()).docker(["run", "--rm", "--name", "eventful", "busybox", "true"]);
  const filters = encodeURIComponent(JSON.stringify({ container: ["eventful"], type: ["container"] }));
  const from = Date.parse(since) / 1000 - 1;
  const until = Math.ceil(Date.now() / 1000) + 1;
  const { body } = await (await engine()).request("GET", `/events?since=${from}&until=${until}&filters=${filters}`);
  const actions = body
    .toString()
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { Action: string }).Action);
  expect(actions).toEqual(["create", "attach", "start", "die", "destroy"]);
});

test("events as they come", async () => {
  const { paths } = await engine();
  const stream = await Stream.open(paths.socket, "GET", { path: "/events" });
  await (await engine()).json("POST", "/containers/create?name=watched", { Image: "busybox" });
  await stream.expect('"Action":"create"');
  await (await engine()).json("POST", "/containers/watched/rename?name=renamed");
  await stream.expect('"Action":"rename"');
  stream.close();
});
