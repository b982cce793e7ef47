import { expect, test } from "bun:test";
import type { ContainerId } from "#base/ids.ts";
import { projectNeeds } from "./project-needs.ts";

const container = (id: string, labels: Readonly<Record<string, string>>) => ({
  id: id as ContainerId,
  config: {
    Labels: Object.fromEntries(Object.entries(labels).map(([key, text]) => [`com.docker.compose.${key}`, text])),
  },
});

const of = (project: string, service: string, more: Readonly<Record<string, string>> = {}) =>
  container(`${project}-${service}`, { project, service, oneoff: "False", ...more });

test("what a container of a project depends on is found by its labels", () => {
  const depends =
    "db:service_healthy:false,cache:service_started:true,job:service_completed_successfully:false,gone:service_started:false";
  const web = of("shop", "web", { depends_on: depends });
  const once = container("once", { project: "shop", service: "db", oneoff: "True" });
  const step = container("step", { project: "shop", service: "db", hook: "pre_start" });
  const all = [
    web,
    of("shop", "db"),
    of("shop", "cache"),
    of("shop", "job"),
    of("other", "db"),
    once,
    step,
    container("none", {}),
  ];
  expect(projectNeeds(web as never, all as never)).toEqual([
    { id: "shop-db", condition: "service_healthy" },
    { id: "shop-cache", condition: "service_started" },
    { id: "shop-job", condition: "service_completed_successfully" },
  ]);
});

test("labels of somebody else's making need nothing", () => {
  const odd = of("shop", "odd", { depends_on: ",:::,odd:service_healthy:false" });
  expect(projectNeeds(odd as never, [odd as never])).toEqual([]);
  expect(projectNeeds(container("none", { depends_on: "db" }) as never, [of("", "db") as never])).toEqual([]);
});
