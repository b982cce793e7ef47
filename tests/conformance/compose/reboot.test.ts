import { expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";
import { endProcessesOf, removeCgroupsOf, unmountBelow } from "../../support/residue.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

/** Projects come up after a reboot as `up` would have them: what is needed first, and as it is needed. */

const engine = sharedEngine();

const file = `
x-kept: &kept {image: busybox, restart: always, init: true}
services:
  web:
    <<: *kept
    command: sleep 1000
    depends_on: {db: {condition: service_healthy}, job: {condition: service_completed_successfully}}
  last: {<<: *kept, command: sleep 1000, depends_on: [web]}
  other: {<<: *kept, command: sleep 1000}
  db:
    <<: *kept
    command: [sh, -c, "rm -f /ready; sleep 2; touch /ready; sleep 1000"]
    healthcheck: {test: [CMD, test, -e, /ready], interval: 100ms, retries: 100}
  ill:
    <<: *kept
    command: sleep 1000
    healthcheck: {test: [CMD, test, "!", -e, /var/reboot/now], interval: 100ms, retries: 3}
    volumes: ["FOLDER:/var/reboot"]
  hopeful: {<<: *kept, command: sleep 1000, depends_on: {ill: {condition: service_healthy}}}
  job: {image: busybox, command: "true"}
`;

interface State {
  readonly Status: string;
  readonly StartedAt: string;
}

const stateOf = async (started: Engine, service: string): Promise<State> =>
  (await started.json<{ State: State }>("GET", `/containers/kept-${service}-1/json`)).State;

/** The engine and all that runs in its containers end at once; mounts and what lay in memory are gone. */
async function reboot(started: Engine): Promise<void> {
  await started.kill9();
  await endProcessesOf(started.paths.folder);
  await removeCgroupsOf(started.cgroup);
  await unmountBelow(started.namespace, started.paths.folder);
  rmSync(started.paths.execRoot, { recursive: true, force: true });
  await started.up();
}

test("containers of a project wait for what they depend on", async () => {
  const started = await engine();
  const folder = `${started.paths.folder}/kept`;
  mkdirSync(`${folder}/reboot`, { recursive: true });
  writeFileSync(`${folder}/compose.yaml`, file.replace("FOLDER", `${folder}/reboot`));
  const up = await started.own(["compose", "--project-directory", folder, "up", "-d"]);
  expect([up.code, up.code === 0 ? "" : up.stderr]).toEqual([0, ""]);
  writeFileSync(`${folder}/reboot/now`, "");
  await reboot(started);
  const states = async (): Promise<Record<string, State>> => {
    const names = ["db", "web", "last", "other", "ill", "hopeful", "job"];
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await stateOf(started, name)] as const)),
    );
  };
  const isUp = async (): Promise<Record<string, State> | undefined> => {
    const all = await states();
    return Object.entries(all).every(([name, { Status }]) => Status === (name === "job" ? "exited" : "running"))
      ? all
      : undefined;
  };
  const all = (await eventually("the project is up", isUp, { withinMs: 20_000 }))!;
  const afterDbMs = (service: string): number => Date.parse(all[service]!.StartedAt) - Date.parse(all["db"]!.StartedAt);
  expect(afterDbMs("web")).toBeGreaterThanOrEqual(2_000);
  expect(afterDbMs("last")).toBeGreaterThanOrEqual(afterDbMs("web"));
  expect(afterDbMs("other")).toBeLessThan(2_000);
  expect(Date.parse(all["hopeful"]!.StartedAt)).toBeGreaterThanOrEqual(Date.parse(all["ill"]!.StartedAt) + 300);
}, 60_000);
