import { expect, test } from "bun:test";
import { labels } from "../labels.ts";
import { planDown } from "./down.ts";
import { planText } from "./print-plan.ts";
import { planStopProject } from "./stop.ts";
import { asMade, nothing, projectOf, up } from "./test-project.ts";
import { refuseUnsupported } from "./unsupported.ts";

test("what is not there is made at once, and started in the order in which it is needed", () => {
  const needs = new Map([["db", { condition: "service_healthy", required: true }]]);
  const project = projectOf(
    { db: { volumes: [{ type: "volume", source: "data", target: "/d" }] }, web: { depends_on: needs, scale: 2 } },
    { volumes: new Map([["data", { name: "p_data" }]]) },
  );
  expect(up(project, nothing)).toBe(`1. create network p_default (it is not there)
2. create volume p_data (it is not there)
3. create container p-db-1 (it is not there) after 1, 2
4. create container p-web-1 (it is not there) after 1, 2
5. create container p-web-2 (it is not there) after 1, 2
6. start container p-db-1 after 1, 2, 3, 4, 5
7. wait for db to be healthy after 6
8. start container p-web-1 after 1, 2, 3, 4, 5, 6, 7
9. start container p-web-2 after 1, 2, 3, 4, 5, 6, 7
`);
});

test("what is as the file says stays", () => {
  const project = projectOf({ web: {}, db: {} });
  expect(up(project, asMade(project))).toBe("");
});

test("a stopped container is started, and only that", () => {
  const project = projectOf({ web: {} });
  const stopped = asMade(project, (summary) => ({ ...summary, State: "exited" }));
  expect(up(project, stopped)).toBe("1. start container p-web-1\n");
});

test("a changed service is made anew; what restarts with it is stopped before", () => {
  const needs = new Map([["db", { condition: "service_started", restart: true, required: true }]]);
  const before = projectOf({ db: {}, web: { depends_on: needs } });
  const after = projectOf({ db: { hostname: "other" }, web: { depends_on: needs } });
  expect(up(after, asMade(before))).toBe(`1. stop container p-web-1
2. create container db1000000000_p-db-1 (its configuration changed) after 1
3. stop container p-db-1 after 2
4. remove container p-db-1 after 3
5. rename container to p-db-1 after 4
6. start container p-db-1 after 1, 2, 3, 4, 5
7. start container p-web-1 after 1, 2, 3, 4, 5, 6
`);
});

test("a changed image makes a container anew; --no-recreate does not", () => {
  const project = projectOf({ web: {} });
  const old = asMade(project, (summary) => ({ ...summary, Labels: { ...summary.Labels, [labels.image]: "sha256:0" } }));
  expect(up(project, old)).toContain("(its image changed)");
  expect(up(project, old, { recreate: "never" })).toBe("");
});

test("a smaller scale takes the highest numbers away", () => {
  const three = asMade(projectOf({ web: { scale: 3 } }));
  expect(up(projectOf({ web: { scale: 1 } }), three)).toBe(`1. stop container p-web-2
2. remove container p-web-2 after 1
3. stop container p-web-3
4. remove container p-web-3 after 3
`);
});

test("what shares a namespace with a container that is made anew is made anew", () => {
  const before = projectOf({ net: {}, user: { network_mode: "service:net" } });
  const after = projectOf({ net: { hostname: "x" }, user: { network_mode: "service:net" } });
  expect(up(after, asMade(before))).toContain("(a container that it shares with is made anew) after 4");
});

test("a changed network is made anew with its containers on it", () => {
  const before = projectOf({ web: {} });
  const after = { ...before, networks: new Map([["default", { name: "p_default", internal: true }]]) };
  expect(up(after, asMade(before))).toBe(`1. stop container p-web-1
2. disconnect network p_default p-web-1 after 1
3. remove network p_default after 2
4. create network p_default (its configuration changed) after 3
5. connect network p_default p-web-1 after 4
6. start container p-web-1 after 1, 2, 3, 4, 5
`);
});

test("networks and volumes of others are refused or told of", () => {
  const project = projectOf({ web: {} }, { networks: new Map([["default", { name: "outer", external: true }]]) });
  expect(() => up(project, nothing)).toThrow("network outer declared as external, but could not be found");
  const volumes = new Map([["v", { name: "v", external: true }]]);
  expect(() => up(projectOf({ web: {} }, { volumes }), nothing)).toThrow('external volume "v" not found');
});

test("containers of services that are gone are told of, or removed", () => {
  const before = projectOf({ web: {}, old: {} });
  const after = projectOf({ web: {} });
  expect(up(after, asMade(before))).toStartWith("# Found orphan containers ([p-old-1]) for this project.");
  expect(up(after, asMade(before), { orphans: "remove" })).toBe(
    "1. stop container p-old-1\n2. remove container p-old-1 after 1\n",
  );
});

test("down goes against the dependencies and takes networks last", () => {
  const needs = new Map([["db", { condition: "service_started", required: true }]]);
  const project = projectOf({ db: {}, web: { depends_on: needs } });
  const options = { services: [], removesOrphans: false, removesVolumes: true, images: ["img"] };
  expect(planText(planDown(project, asMade(project), options))).toBe(`1. stop container p-web-1
2. remove container p-web-1 after 1
3. stop container p-db-1 after 2
4. remove container p-db-1 after 3
5. remove network p_default after 2, 4
6. remove image img after 2, 4
`);
  const without = { ...options, images: [] };
  expect(planText(planDown(project, nothing, without))).toBe("");
  expect(planText(planDown({ ...project, networks: new Map() }, nothing, without))).toBe(
    '# Warning: No resource found to remove for project "p".\n',
  );
});

test("stop goes against the dependencies, and runs hooks before", () => {
  const needs = new Map([["db", { condition: "service_started", required: true }]]);
  const project = projectOf({ db: { pre_stop: [{ command: ["sync"] }] }, web: { depends_on: needs } });
  const { containers } = asMade(project);
  expect(planText(planStopProject(project, containers, { services: [] }))).toBe(`1. stop container p-web-1
2. run hook sync in p-db-1 after 1
3. stop container p-db-1 after 2
`);
});

test("what would not act is refused by name", () => {
  const hooked = projectOf({ web: { pre_start: [{ command: ["a"] }, { command: ["b"], per_replica: true }] } });
  expect(() => refuseUnsupported(hooked)).toThrow('service "web" pre_start[1]: per_replica is not yet supported');
  refuseUnsupported(projectOf({ web: { pre_start: [{ command: ["a"], per_replica: false }] } }));
});

test("a cycle and a service that is not there are refused", () => {
  const cycle = projectOf({
    a: { depends_on: new Map([["b", { condition: "service_started", required: true }]]) },
    b: { depends_on: new Map([["a", { condition: "service_started", required: true }]]) },
  });
  expect(() => up(cycle, nothing)).toThrow("dependency cycle detected: a -> b -> a");
});
