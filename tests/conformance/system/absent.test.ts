import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

const noManager =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
const noPlugin = (name: string): string => `plugin "${name}" not found`;
const noVersion = (what: string, text = ""): string =>
  `invalid ${what} version '${text}': strconv.ParseUint: parsing "${text}": invalid syntax`;

/** What dockerd 28.5 says while it is in no swarm and has no plugins. */
const answers: readonly (readonly [request: string, status: number, message: string])[] = [
  ...["GET /nodes", "GET /nodes/x", "DELETE /nodes/x", "POST /nodes/x/update?version=1 {}", "GET /swarm"].map(managed),
  ...["POST /swarm/update?version=1 {}", "GET /swarm/unlockkey", "POST /swarm/unlock {}"].map(managed),
  ...["GET /services", "GET /services/x", "DELETE /services/x", "POST /services/create {}"].map(managed),
  ...["POST /services/x/update?version=1 {}", "GET /services/x/logs?stdout=1", "GET /tasks"].map(managed),
  ...["GET /tasks/x", "GET /tasks/x/logs?stderr=1", "GET /secrets", "GET /secrets/x", "DELETE /secrets/x"].map(managed),
  ...["POST /secrets/create {}", "POST /secrets/x/update?version=1 {}", "GET /configs", "GET /configs/x"].map(managed),
  ...["DELETE /configs/x", "POST /configs/create {}", "POST /configs/x/update?version=1 {}"].map(managed),
  ["POST /swarm/leave", 503, "This node is not part of a swarm"],
  ["POST /swarm/leave?force=1", 503, "This node is not part of a swarm"],
  ["GET /services?filters=x", 400, "invalid filter"],
  ["GET /services/x/logs", 500, "Bad parameters: you must choose at least one stream"],
  ["POST /nodes/x/update {}", 400, noVersion("node")],
  ["POST /swarm/update {}", 400, noVersion("swarm")],
  ["POST /services/x/update?version=y {}", 400, noVersion("service", "y")],
  ["POST /services/create x", 400, "invalid JSON: invalid character 'x' looking for beginning of value"],
  ["PUT /volumes/x {}", 503, "volume update only valid for cluster volumes, but swarm is unavailable"],
  ['GET /plugins?filters={"bad":["x"]}', 400, "invalid filter 'bad'"],
  ['GET /plugins?filters={"enabled":["x"]}', 400, "invalid filter 'enabled=[x]'"],
  ["GET /plugins/x/json", 404, noPlugin("x")],
  ["DELETE /plugins/x", 404, noPlugin("x")],
  ["POST /plugins/x/enable", 500, 'strconv.Atoi: parsing "": invalid syntax'],
  ["POST /plugins/x/enable?timeout=1", 404, noPlugin("x")],
  ["POST /plugins/x/disable", 404, noPlugin("x")],
  ["POST /plugins/x/push", 404, noPlugin("x")],
  ["POST /plugins/x/set []", 404, noPlugin("x")],
  ["POST /plugins/x/set x", 400, "invalid JSON: invalid character 'x' looking for beginning of value"],
];

function managed(request: string): readonly [string, number, string] {
  return [request, 503, noManager];
}

test("an engine without swarm and plugins says so", async () => {
  const started = await engine();
  for (const [request, status, message] of answers) {
    const [method = "", path = "", body] = request.split(" ");
    const answer = await started.request(
      method,
      path,
      body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } },
    );
    expect({ request, status: answer.status, ...(JSON.parse(answer.body.toString()) as object) }).toEqual({
      ...{ request, status, message },
    });
  }
  expect(await started.json("GET", "/plugins")).toEqual([]);
});

test("the stock client shows no plugins, and names a swarm's command", async () => {
  const started = await engine();
  expect((await started.docker(["plugin", "ls", "-q"])).code).toBe(0);
  const { code, stderr } = await started.docker(["node", "ls"]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: `Error response from daemon: ${noManager}\n` });
});
