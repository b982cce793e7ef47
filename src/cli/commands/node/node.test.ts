import { expect, test } from "bun:test";
import { runCommand } from "../../io/run-command.ts";
import * as demote from "./demote.ts";
import * as inspect from "./inspect.ts";
import * as ls from "./ls.ts";
import * as promote from "./promote.ts";
import * as ps from "./ps.ts";
import * as update from "./update.ts";

const node = (ID: string, Hostname: string, Role = "worker") => ({
  ID,
  Version: { Index: 3 },
  CreatedAt: "2020-01-02T03:04:05Z",
  UpdatedAt: "2020-01-02T03:04:05Z",
  Spec: { Labels: { a: "b" }, Role, Availability: "active" },
  Description: { Hostname, Engine: { EngineVersion: "28.5.2" } },
  Status: { State: "ready", Addr: "192.0.2.1" },
});

test("node ls marks the node that is asked", async () => {
  const answers = [{ json: [node("n2", "beta"), node("n1", "alpha")] }, { json: { Swarm: { NodeID: "n1" } } }];
  const { out } = await runCommand(ls, [], { answers });
  expect(out).toBe(
    "ID        HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION\n" +
      "n1 *      alpha      Ready     Active                          28.5.2\n" +
      "n2        beta       Ready     Active                          28.5.2\n",
  );
  const refused = await runCommand(ls, [], {
    answers: [{ status: 503, json: { message: "This node is not a swarm manager." } }],
  });
  expect(refused).toMatchObject({ code: 1, err: "Error response from daemon: This node is not a swarm manager." });
});

test("promote and demote change roles that differ", async () => {
  const answers = [{ json: node("n1", "alpha") }, {}];
  const promoted = await runCommand(promote, ["alpha"], { answers });
  expect(promoted.out).toBe("Node alpha promoted to a manager in the swarm.\n");
  expect(promoted.requests[1]).toMatchObject({ path: "/nodes/n1/update?version=3", json: { Role: "manager" } });
  const left = await runCommand(demote, ["alpha"], { answers: [{ json: node("n1", "alpha") }] });
  expect(left.out).toBe("Node n1 is already a worker.\n");
});

test("node update says which label is not there", async () => {
  const answers = [{ json: node("n1", "alpha") }];
  const { code, err } = await runCommand(update, ["--label-rm", "x", "alpha"], { answers });
  expect({ code, err }).toEqual({ code: 1, err: "key x doesn't exist in node's labels" });
});

test("node ps indents what ran before in the same place", async () => {
  const task = (ID: string, CreatedAt: string, State: string) => ({
    ID,
    CreatedAt,
    ServiceID: "s1",
    NodeID: "n1",
    Slot: 1,
    Spec: { ContainerSpec: { Image: "nginx:1@sha256:00" } },
    DesiredState: State,
    Status: { State, Timestamp: "1970-01-01T00:00:00Z" },
  });
  const tasks = [task("t1", "2020-01-01T00:00:00Z", "shutdown"), task("t2", "2020-01-02T00:00:00Z", "running")];
  const service = { Spec: { Name: "web" } };
  const answers = [{ json: node("n1", "alpha") }, { json: tasks }, { json: service }, { json: node("n1", "alpha") }];
  const { out } = await runCommand(ps, ["alpha"], { answers, io: { now: 3_600_000 } });
  expect(out).toBe(
    "ID        NAME        IMAGE     NODE      DESIRED STATE   CURRENT STATE                ERROR     PORTS\n" +
      "t2        web.1       nginx:1   alpha     Running         Running about an hour ago              \n" +
      "t1         \\_ web.1   nginx:1   alpha     Shutdown        Shutdown about an hour ago             \n",
  );
});

test("node inspect self --pretty is for people", async () => {
  const answers = [{ json: { Swarm: { NodeID: "n1" } } }, { json: node("n1", "alpha") }];
  const { out } = await runCommand(inspect, ["--pretty", "self"], { answers });
  expect(out.split("\n").slice(0, 5)).toEqual([
    "ID:\t\t\tn1",
    "Labels:",
    " - a=b",
    "Hostname:              \talpha",
    "Joined at:             \t2020-01-02 03:04:05 +0000 utc",
  ]);
});

test("self in no swarm gets the engine's own words", async () => {
  const message = "This node is not a swarm manager.";
  const answers = [{ json: { Swarm: { NodeID: "" } } }, { status: 503, json: { message } }];
  const { code, err } = await runCommand(inspect, ["self"], { answers });
  expect({ code, err }).toEqual({ code: 1, err: `Error response from daemon: ${message}` });
});
