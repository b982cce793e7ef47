import { expect, test } from "bun:test";
import type { Project } from "../shape/project.ts";
import type { Service } from "../shape/service.ts";
import { checkConsistency } from "./consistency.ts";
import { withDisabled, withEnabled, withoutUnused, withProfiles, withSelected } from "./select.ts";

const needs = (...names: readonly string[]): Pick<Service, "depends_on"> => ({
  depends_on: new Map(names.map((name) => [name, { condition: "service_started", required: true }])),
});

const services = new Map<string, Service>([
  ["web", { image: "i", ...needs("db"), networks: new Map([["front", {}]]) }],
  ["db", { image: "i" }],
  ["debug", { image: "i", profiles: ["tools"], ...needs("web") }],
]);

const whole: Project = {
  name: "p",
  workingDir: "/p",
  composeFiles: [],
  environment: new Map(),
  services,
  disabledServices: new Map(),
  profiles: [],
  networks: new Map([
    ["front", {}],
    ["back", {}],
  ]),
  volumes: new Map(),
  secrets: new Map(),
  configs: new Map(),
  models: new Map(),
  extensions: new Map(),
};

const names = (project: Project): string[] => [...project.services.keys()].sort();

test("projects: profiles enable services, and so does naming one", () => {
  const plain = withProfiles(whole, []);
  expect(names(plain)).toEqual(["db", "web"]);
  expect(names(withProfiles(whole, ["tools"]))).toEqual(["db", "debug", "web"]);
  expect(names(withProfiles(whole, ["*"]))).toEqual(["db", "debug", "web"]);
  expect(names(withEnabled(plain, ["debug"]))).toEqual(["db", "debug", "web"]);
});

test("projects: chosen services come with those that they need", () => {
  const project = withProfiles(whole, ["tools"]);
  expect(names(withSelected(project, ["web"]))).toEqual(["db", "web"]);
  expect(names(withSelected(project, ["web"], "none"))).toEqual(["web"]);
  expect(names(withSelected(project, ["db"], "dependents"))).toEqual(["db", "debug", "web"]);
  expect(names(withSelected(project, ["d*"], "none"))).toEqual(["db", "debug"]);
  expect(withSelected(project, ["web"], "none").services.get("web")?.depends_on?.size).toBe(0);
  expect(() => withSelected(project, ["nosuch"])).toThrow("no such service: nosuch");
});

test("projects: what is disabled is needed by none any more", () => {
  const project = withDisabled(withProfiles(whole, []), ["db"]);
  expect(names(project)).toEqual(["web"]);
  expect(project.services.get("web")?.depends_on?.size).toBe(0);
  expect([...project.disabledServices.keys()].sort()).toEqual(["db", "debug"]);
});

test("projects: networks that no service uses are left out", () => {
  expect([...withoutUnused(whole).networks.keys()]).toEqual(["front"]);
});

test("projects: a service may not need one that is disabled", () => {
  const debug: Service = { image: "i", profiles: ["tools"] };
  const web: Service = { image: "i", ...needs("debug") };
  const project = withProfiles({ ...whole, services: new Map(Object.entries({ web, debug })) }, []);
  expect(() => checkConsistency(project)).toThrow('service "web" depends on undefined service "debug"');
  expect(() => checkConsistency(withProfiles(project, ["tools"]))).not.toThrow();
});

test("projects: services that need each other in a circle are refused", () => {
  const circle = { a: { image: "i", ...needs("b") }, b: { image: "i", ...needs("a") } };
  const project = { ...whole, services: new Map(Object.entries(circle)) };
  expect(() => checkConsistency(project)).toThrow("dependency cycle detected: a -> b -> a");
});
