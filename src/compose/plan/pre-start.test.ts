import { expect, test } from "bun:test";
import type { ContainerSummary } from "#api/types.gen.ts";
import { containerSpec } from "../convert/container-spec.ts";
import { labels } from "../labels.ts";
import { observedContainer } from "../observe/observed.ts";
import type { Project } from "../shape/project.ts";
import type { Service } from "../shape/service.ts";
import { withBorrowed } from "./borrowed.ts";
import { plannedAsObserved } from "./containers.ts";
import { planDown } from "./down.ts";
import type { NewContainer, Operation } from "./operation.ts";
import { PlanBuilder } from "./plan-builder.ts";
import { planLeftSteps } from "./pre-start.ts";
import { planText } from "./print-plan.ts";
import { planStart } from "./start.ts";
import { asMade, nothing, projectOf, up } from "./test-project.ts";

const hooks = [{ command: ["migrate"] }, { command: ["load", "all"], image: "tool" }];
const needs = new Map([["db", { condition: "service_healthy", required: true }]]);
const stopped = (summary: ContainerSummary): ContainerSummary => ({ ...summary, State: "exited", Image: "img" });

function leftStep(service: string, state: string) {
  return observedContainer({
    Id: "left".padEnd(64, "0"),
    Names: [`/p-${service}-pre_start-0`],
    State: state,
    Labels: { [labels.project]: "p", [labels.service]: service, [labels.hook]: "pre_start" },
  } as unknown as ContainerSummary);
}

function stepsOf(project: Project): Operation[] {
  const plan = new PlanBuilder();
  const { containers } = asMade(project, stopped);
  planStart(plan, { project, containers: plannedAsObserved(containers), proxies: { http_proxy: "p:1" } });
  return plan.build().steps.map(({ operation }) => operation);
}

/** The requests that make the containers of a service's steps. */
function requestsOf(service: Service, parts: Partial<Project> = {}) {
  const isNew = (operation: Operation): operation is Operation & { readonly kind: "create container" } =>
    operation.kind === "create container";
  return stepsOf(projectOf({ web: service, other: {} }, parts))
    .filter(isNew)
    .map(({ container: { name, wanted, borrowed } }: { container: NewContainer }) => {
      const whole = withBorrowed(wanted.service, borrowed, (target) => `id of ${target.name}`);
      return { name, ...containerSpec({ ...wanted, service: whole }, () => "") };
    });
}

test("steps before a start are done one by one when what the service needs is ready, and it starts after the last", () => {
  const project = projectOf({ db: {}, web: { depends_on: needs, pre_start: hooks } });
  expect(up(project, nothing)).toBe(`1. create network p_default (it is not there)
2. create container p-db-1 (it is not there) after 1
3. create container p-web-1 (it is not there) after 1
4. start container p-db-1 after 1, 2, 3
5. wait for db to be healthy after 4
6. create container p-web-pre_start-0 (web does not start before it) after 1, 2, 3, 4, 5
7. run step migrate in p-web-pre_start-0 after 6
8. remove container p-web-pre_start-0 after 7
9. create container p-web-pre_start-1 (web does not start before it) after 8
10. run step load all in p-web-pre_start-1 after 9
11. remove container p-web-pre_start-1 after 10
12. start container p-web-1 after 11, 3
`);
});

test("they are done once for a service of several, with the volumes of the first", () => {
  const requests = requestsOf({ scale: 3, pre_start: [{ command: ["x"] }] });
  expect(requests.map(({ name, HostConfig }) => [name, HostConfig?.VolumesFrom])).toEqual([
    ["p-web-pre_start-0", ["id of p-web-1"]],
  ]);
  const starts = stepsOf(projectOf({ web: { scale: 3, pre_start: hooks } })).filter(
    ({ kind }) => kind === "start container",
  );
  expect(starts.length).toBe(3);
});

test("what runs has had them: neither an up nor a larger scale does them again", () => {
  const project = projectOf({ web: { pre_start: hooks } });
  expect(up(project, asMade(project))).toBe("");
  expect(up(projectOf({ web: { pre_start: hooks, scale: 2 } }), asMade(project))).toBe(
    "2. create container p-web-2 (it is not there)\n3. start container p-web-2 after 1, 2\n",
  );
});

test("a changed step, a forced replacement and a stopped service do them again", () => {
  const before = projectOf({ web: { pre_start: [{ command: ["old"] }] } });
  const after = projectOf({ web: { pre_start: [{ command: ["new"] }] } });
  expect(up(after, asMade(before))).toContain("(its configuration changed)");
  expect(up(after, asMade(before))).toContain("run step new in p-web-pre_start-0");
  expect(up(before, asMade(before), { recreate: "force" })).toContain("run step old in p-web-pre_start-0");
  expect(up(before, asMade(before, stopped))).toContain("run step old in p-web-pre_start-0");
});

test("with a takeover the old one serves while they are done", () => {
  const serving = (summary: ContainerSummary): ContainerSummary => ({
    ...summary,
    Ports: ["0.0.0.0", "::"].map((IP) => ({ IP, PrivatePort: 80, PublicPort: 8080, Type: "tcp" })),
  });
  const service = (word: string): Service => ({
    ports: [{ target: 80, published: "8080", protocol: "tcp" }],
    pre_start: [{ command: [word] }],
  });
  const before = asMade(projectOf({ web: service("old") }), serving);
  expect(up(projectOf({ web: service("new") }), before, { takesOver: true })).toBe(
    `1. create container web100000000_p-web-1 (its configuration changed)
2. create container p-web-pre_start-0 (web does not start before it) after 1
3. run step new in p-web-pre_start-0 after 2
4. remove container p-web-pre_start-0 after 3
5. start container p-web-1 as a standby after 4, 1
6. wait for web to be running or healthy after 5
7. take over p-web-1 from p-web-1 after 6
8. stop container p-web-1 after 7
9. remove container p-web-1 after 8
10. rename container to p-web-1 after 9
`,
  );
});

test("a step has its service's place, its own image and command, and nothing that serves or stays", () => {
  const [own, other] = requestsOf(
    {
      entrypoint: ["server"],
      command: ["serve"],
      user: "1000",
      working_dir: "/srv",
      environment: new Map([
        ["A", "service"],
        ["B", "service"],
      ]),
      cap_drop: ["ALL"],
      dns: ["10.0.0.2"],
      ports: [{ target: 80, published: "80", protocol: "tcp", mode: "ingress" }],
      volumes: [{ type: "volume", source: "data", target: "/d" }],
      restart: "always",
      deploy: { restart_policy: { condition: "any" } },
      healthcheck: { test: ["CMD", "true"] },
      labels: new Map([["route", "here"]]),
      tty: true,
      pre_start: [
        { command: ["one"], environment: new Map([["B", "step"]]) },
        { command: ["two"], image: "tool", user: "root", working_dir: "/", privileged: true },
      ],
    },
    { volumes: new Map([["data", { name: "p_data" }]]) },
  );
  expect(own).toMatchObject({
    Image: "img",
    Cmd: ["one"],
    Entrypoint: null,
    User: "1000",
    WorkingDir: "/srv",
    Env: ["http_proxy=p:1", "A=service", "B=step"],
    ExposedPorts: {},
    Tty: false,
    Labels: {
      "com.docker.compose.project": "p",
      "com.docker.compose.service": "web",
      "com.docker.compose.hook": "pre_start",
    },
    HostConfig: {
      Binds: null,
      CapDrop: ["ALL"],
      Dns: ["10.0.0.2"],
      NetworkMode: "p_default",
      PortBindings: {},
      RestartPolicy: { Name: "" },
      VolumesFrom: ["id of p-web-1"],
    },
    NetworkingConfig: { EndpointsConfig: { p_default: { Aliases: ["p-web-pre_start-0"] } } },
  });
  expect(Object.keys(own?.Labels ?? {})).not.toContain("route");
  expect(own).not.toHaveProperty("Healthcheck");
  expect(other).toMatchObject({
    Image: "tool",
    Cmd: ["two"],
    User: "root",
    WorkingDir: "/",
    HostConfig: { Privileged: true },
  });
});

test("a step is in the namespaces that its service shares with others", () => {
  const [step] = requestsOf({ network_mode: "service:other", pre_start: [{ command: ["x"] }] });
  expect(step?.HostConfig?.NetworkMode as string).toBe("container:id of p-other-1");
});

test("a step has the texts that are put into its service's containers", () => {
  const configs = new Map([["c", { name: "c", content: "text" }]]);
  const web: Service = { configs: [{ source: "c", target: "/c" }], pre_start: [{ command: ["x"] }] };
  const kinds = stepsOf(projectOf({ web }, { configs })).map((operation) =>
    "target" in operation ? `${operation.kind} ${operation.target.name}` : operation.kind,
  );
  expect(kinds).toEqual([
    "create container",
    "inject files p-web-pre_start-0",
    "run step p-web-pre_start-0",
    "remove container p-web-pre_start-0",
    "inject files p-web-1",
    "start container p-web-1",
  ]);
});

test("what a command has left of a step goes before there is another, and with its service", () => {
  const project = projectOf({ web: { pre_start: [{ command: ["x"] }] } });
  const observed = { ...asMade(project, stopped), steps: [leftStep("web", "running"), leftStep("gone", "exited")] };
  expect(up(project, observed)).toStartWith(
    `1. remove container p-web-pre_start-0 (an earlier command has left it)
2. create container p-web-pre_start-0 (web does not start before it) after 1
`,
  );
  expect(up(project, observed, { orphans: "remove" })).toContain("remove container p-gone-pre_start-0");
  const plan = new PlanBuilder();
  expect(planLeftSteps(plan, project, observed.steps)).toEqual(["1"]);
  const options = { services: [], removesOrphans: false, removesVolumes: false, images: [] };
  expect(planText(planDown(project, observed, options))).toBe(`1. stop container p-web-1
2. remove container p-web-1 after 1
3. remove container p-web-pre_start-0 (an earlier command has left it)
4. remove container p-gone-pre_start-0 (an earlier command has left it)
5. remove network p_default after 2, 3, 4
`);
  const ofOne = planText(planDown(project, observed, { ...options, services: ["web"] }));
  expect(ofOne).toContain("remove container p-web-pre_start-0");
  expect(ofOne).not.toContain("p-gone-pre_start-0");
});

test("what it shares a volume with goes before a volume is made anew", () => {
  const volumes = (name: string) => new Map([["data", { name: "p_data", labels: new Map([["v", name]]) }]]);
  const web: Service = {
    volumes: [{ type: "volume", source: "data", target: "/d" }],
    pre_start: [{ command: ["x"] }],
  };
  const observed = {
    ...asMade(projectOf({ web }, { volumes: volumes("1") }), stopped),
    steps: [leftStep("web", "exited")],
  };
  const text = up(projectOf({ web }, { volumes: volumes("2") }), observed, { renewedVolumes: ["data"] });
  expect(text).toContain("remove volume p_data after 1, 3");
});
