import type { ContainerInspectResponse } from "#api/types.gen.ts";
import type { Claim, Promised } from "../claims.ts";
import { type Client, EngineGone } from "./client.ts";
import { identityOf, isFrozen } from "./process.ts";

/** A container of a story. */
export interface Subject {
  readonly id: string;
  readonly name: string;
}

interface Made {
  readonly Id: string;
}

type Checked = (container: ContainerInspectResponse) => string | undefined;

/** A claim about a container that is there. */
export function ofContainer(id: string, promise: Promised, check: Checked, withinMs = 0): Claim {
  const wrong: Claim["wrong"] = async (look) => {
    const container = await look.container(id);
    return container === undefined ? "is not there" : check(container);
  };
  return { promise, wrong, withinMs };
}

/** Undefined when they are equal. */
export function compared(what: string, seen: unknown, expected: unknown): string | undefined {
  const [is, was] = [JSON.stringify(seen), JSON.stringify(expected)];
  return is === was ? undefined : `${what} is ${is}, not ${was}`;
}

const keep = "running containers keep running";
const state = ({ name }: Subject): string => `state of ${name}`;
const presence = ({ name }: Subject): string => `presence of ${name}`;

export async function create(client: Client, name: string, body: object): Promise<Subject> {
  const { Id: id } = await client.ask<Made>("POST", { path: `/containers/create?name=${name}`, body });
  const subject = { id, name };
  claimName(client, subject);
  client.claim(
    state(subject),
    ofContainer(id, keep, ({ State }) => compared("status", State?.Status, "created")),
  );
  return subject;
}

function claimName(client: Client, subject: Subject): void {
  const check: Checked = ({ Name }) => compared("name", Name, `/${subject.name}`);
  client.claim(presence(subject), ofContainer(subject.id, keep, check));
}

export async function start(client: Client, subject: Subject, query = ""): Promise<void> {
  await client.ask("POST", { path: `/containers/${subject.name}/start${query}`, changes: [state(subject)] });
  await claimRunning(client, subject);
}

/** That it runs on as it does now. */
export async function claimRunning(client: Client, subject: Subject): Promise<void> {
  const before = await client.ask<ContainerInspectResponse>("GET", { path: `/containers/${subject.id}/json` });
  if (before.State?.Running === true) claimIdentity(client, subject, identityOf(before));
}

function claimIdentity(client: Client, subject: Subject, identity: string): void {
  const check: Checked = (now) =>
    compared("identity", identityOf(now), identity) ?? compared("paused", now.State!.Paused, isFrozen(now.State!.Pid));
  client.claim(state(subject), ofContainer(subject.id, keep, check));
}

/** That it has ended, and how. */
export function claimEnded(
  client: Client,
  subject: Subject,
  exitCode: number,
  { withinMs = 0 }: { readonly withinMs?: number } = {},
): void {
  const check: Checked = ({ State }) =>
    compared("state", [State?.Status, State?.Running, State?.ExitCode], ["exited", false, exitCode]);
  client.claim(state(subject), ofContainer(subject.id, "ended containers have their exit codes", check, withinMs));
}

export async function pause(client: Client, subject: Subject): Promise<void> {
  await client.ask("POST", { path: `/containers/${subject.name}/pause`, changes: [pauseOf(subject)] });
  claimPaused(client, subject, true);
}

export async function unpause(client: Client, subject: Subject): Promise<void> {
  const path = `/containers/${subject.name}/unpause`;
  await client.ask("POST", { path, changes: [pauseOf(subject)] });
  claimPaused(client, subject, false);
}

const pauseOf = ({ name }: Subject): string => `pause of ${name}`;

function claimPaused(client: Client, subject: Subject, paused: boolean): void {
  const check: Checked = ({ State }) => compared("paused", State?.Paused, paused);
  client.claim(pauseOf(subject), ofContainer(subject.id, keep, check));
}

export async function update(client: Client, subject: Subject, body: { readonly Memory: number }): Promise<void> {
  const key = `memory of ${subject.name}`;
  await client.ask("POST", {
    path: `/containers/${subject.name}/update`,
    body: { ...body, MemorySwap: -1 },
    changes: [key],
  });
  const check: Checked = ({ HostConfig }) => compared("memory", HostConfig?.Memory, body.Memory);
  client.claim(key, ofContainer(subject.id, keep, check));
}

export async function rename(client: Client, subject: Subject, name: string): Promise<Subject> {
  const path = `/containers/${subject.name}/rename?name=${name}`;
  const renamed = { ...subject, name };
  await client.ask("POST", { path, changes: [presence(subject)] });
  for (const [key, claim] of [...client.ledger.claims]) {
    if (!key.endsWith(` of ${subject.name}`) && !key.endsWith(` in ${subject.name}`)) continue;
    client.ledger.takeBack([key]);
    client.claim(key.replace(subject.name, name), claim);
  }
  claimName(client, renamed);
  return renamed;
}

export async function restart(client: Client, subject: Subject): Promise<void> {
  const changes = [state(subject), ...ofRun(client, subject)];
  await client.ask("POST", { path: `/containers/${subject.name}/restart?t=0`, changes });
  await claimRunning(client, subject);
}

export async function stop(client: Client, subject: Subject): Promise<void> {
  const changes = [state(subject), pauseOf(subject), ...ofRun(client, subject)];
  await client.ask("POST", { path: `/containers/${subject.name}/stop?t=0`, changes });
  claimEnded(client, subject, 137);
}

export async function kill(client: Client, subject: Subject): Promise<void> {
  const changes = [state(subject), pauseOf(subject), ...ofRun(client, subject)];
  await client.ask("POST", { path: `/containers/${subject.name}/kill`, changes });
  claimEnded(client, subject, 137);
}

export async function remove(client: Client, subject: Subject, query = ""): Promise<void> {
  const { id, name } = subject;
  const kinds = [state(subject), presence(subject), pauseOf(subject), `memory of ${name}`];
  const changes = [...kinds, ...ofRun(client, subject)];
  await client.ask("DELETE", { path: `/containers/${name}${query}`, changes });
  claimGone(client, { id, name });
}

/** Keys of claims that hold only as long as the container runs as it does now. */
function ofRun({ ledger }: Client, { name }: Subject): string[] {
  return [...ledger.claims.keys()].filter((key) => key.endsWith(` in ${name}`));
}

function claimGone(client: Client, { id, name }: Subject): void {
  const wrong: Claim["wrong"] = async (look) =>
    compared("status of what was removed", (await look.at(`/containers/${id}/json`)).status, 404);
  client.claim(`removal of ${name}`, { promise: keep, wrong });
}

/** Runs it to its end. */
export async function runToEnd(client: Client, subject: Subject, exitCode: number): Promise<void> {
  await client.ask("POST", { path: `/containers/${subject.name}/start`, changes: [state(subject)] });
  const wait = { path: `/containers/${subject.name}/wait` };
  const { StatusCode } = await client.ask<{ StatusCode: number }>("POST", wait);
  if (StatusCode !== exitCode) throw new Error(`wait for ${subject.name}: ${StatusCode}, not ${exitCode}`);
  claimEnded(client, subject, exitCode);
}

/** What `run --rm` asks for. */
export async function runRemoved(client: Client, name: string, body: object): Promise<void> {
  const HostConfig = { ...(body as { HostConfig?: object }).HostConfig, AutoRemove: true };
  const subject = await create(client, name, { ...body, HostConfig });
  client.ledger.takeBack([state(subject), presence(subject)]);
  const removed = client.ask("POST", { path: `/containers/${name}/wait?condition=removed` });
  const started = client.ask("POST", { path: `/containers/${name}/start` });
  const results = await Promise.allSettled([removed, started]);
  for (const result of results) if (result.status === "rejected") throw result.reason;
  claimGone(client, subject);
}

export async function exec(
  client: Client,
  { name }: Subject,
  command: readonly string[],
  detach: boolean,
): Promise<void> {
  const body = { Cmd: command, AttachStdout: !detach };
  const { Id } = await client.ask<Made>("POST", { path: `/containers/${name}/exec`, body });
  await client.ask("POST", { path: `/exec/${Id}/start`, body: { Detach: detach } });
}

/** Reads some of a running container's log as it comes, and goes away. */
export async function followLogs({ engine, ledger }: Client, name: string): Promise<void> {
  ledger.doing = `logs of ${name}`;
  try {
    const url = `http://engine/containers/${name}/logs?stdout=1&follow=1&tail=2`;
    const answer = await fetch(url, { unix: engine.paths.socket, keepalive: false });
    const reader = answer.body!.getReader();
    await reader.read();
    await reader.cancel();
  } catch (error) {
    throw new EngineGone(`logs: ${error}`);
  }
}
