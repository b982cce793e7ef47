import type { ContainerInspectResponse } from "#api/types.gen.ts";
import type { Client } from "../acts/client.ts";
import { compared, create, kill, ofContainer, remove, type Subject, start, stop } from "../acts/containers.ts";
import { sleeping } from "./containers.ts";

const goOn = "restart policies and health checks go on";
const attempts = 2;

/** Containers that are started again by their policies, and one whose health is watched. */
export async function policies(client: Client): Promise<void> {
  const { word } = client;
  const failing = await startFailing(client, `${word}-f`);
  const watched = await startWatched(client, `${word}-h`);
  const staying = await create(client, `${word}-u`, { ...sleeping, HostConfig: policy("unless-stopped") });
  await start(client, staying);
  const coming = await startComing(client, `${word}-a`);
  await stop(client, staying);
  await until(client, failing, (now) => givenUp(now) === undefined);
  await until(client, watched, (now) => healthy(now) === undefined);
  await remove(client, failing);
  await stop(client, watched);
  await remove(client, coming, "?force=1");
  await remove(client, watched);
  await start(client, staying);
  await kill(client, staying);
  await remove(client, staying);
}

function policy(Name: string, MaximumRetryCount = 0): object {
  return { RestartPolicy: { Name, MaximumRetryCount } };
}

function givenUp({ State, RestartCount }: ContainerInspectResponse): string | undefined {
  return compared("end", [State?.Status, State?.ExitCode, RestartCount], ["exited", 3, attempts]);
}

/** It gives up after its attempts, also when they are counted over a restart of the engine. */
async function startFailing(client: Client, name: string): Promise<Subject> {
  const HostConfig = policy("on-failure", attempts);
  const failing = await create(client, name, { Image: "busybox", Cmd: ["sh", "-c", "exit 3"], HostConfig });
  const key = `state of ${name}`;
  await client.ask("POST", { path: `/containers/${name}/start`, changes: [key] });
  client.claim(key, ofContainer(failing.id, goOn, givenUp, 8000));
  return failing;
}

function healthy({ State }: ContainerInspectResponse): string | undefined {
  return compared("health", State?.Health?.Status, "healthy");
}

async function startWatched(client: Client, name: string): Promise<Subject> {
  const Healthcheck = { Test: ["CMD", "true"], Interval: 150_000_000, Retries: 1000 };
  const watched = await create(client, name, { ...sleeping, Healthcheck });
  await start(client, watched);
  client.claim(`health in ${name}`, ofContainer(watched.id, goOn, healthy, 8000));
  return watched;
}

/** It ends again and again, and is always started again. */
async function startComing(client: Client, name: string): Promise<Subject> {
  const body = { Image: "busybox", Cmd: ["usleep", "100000"], HostConfig: policy("always") };
  const coming = await create(client, name, body);
  const key = `state of ${name}`;
  await client.ask("POST", { path: `/containers/${name}/start`, changes: [key] });
  const runs = ({ State }: ContainerInspectResponse): string | undefined =>
    State?.Running === true ? undefined : `status is ${State?.Status}`;
  client.claim(key, ofContainer(coming.id, goOn, runs, 8000));
  return coming;
}

async function until(
  client: Client,
  { id, name }: Subject,
  holds: (now: ContainerInspectResponse) => boolean,
): Promise<void> {
  const end = Date.now() + 15_000;
  const path = `/containers/${id}/json`;
  while (!holds(await client.ask<ContainerInspectResponse>("GET", { path }))) {
    if (Date.now() > end) throw new Error(`${name} does not come to its end`);
    await Bun.sleep(40);
  }
}
