import { zeroValue } from "#api/decode.ts";
import type { ContainerCreateRequest, ContainerWaitResponse, EventMessage } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import type { AttachedClient } from "#core/runtime/contract.ts";
import type { Backends } from "./backends.ts";
import { writeAndClose } from "./descriptors.fake.ts";

/** What a test does with the fake engine, and sees of it. */
export interface FakeEngine {
  readonly created: ContainerCreateRequest[];
  readonly clients: AttachedClient[];
  readonly endWait: (answer: ContainerWaitResponse) => void;
  readonly emit: (event: Partial<EventMessage>) => void;
  /** Resolves when a client of the events has gone. */
  readonly eventsEnded: Promise<void>;
  readonly backends: Backends;
}

/** An engine with one container `box` and one exec `job`; streams are answered with `hi` and end. */
export function fakeEngine(): FakeEngine {
  const clients: AttachedClient[] = [];
  const serve = (client: AttachedClient): void => {
    clients.push(client);
    setImmediate(() => writeAndClose(client.fd, "hi\n"));
  };
  const { containers, ...containerView } = fakeContainers(serve);
  const { system, ...systemView } = fakeSystem();
  const networks = { list: async () => [], inspect: refuse, create: refuse, remove: refuse, prune: refuse };
  const volumes: Backends["volumes"] = {
    ...{ create: refuse, inspect: refuse, remove: refuse, prune: refuse },
    list: async () => ({ Volumes: [], Warnings: null }),
  };
  const projects = { versions: () => [], add: refuse };
  const registry = { authenticate: refuse, inspectDistribution: refuse, search: refuse };
  const others = { exec: fakeExec(serve), images: fakeImages(), registry, projects, rehearsal: { rehearse: refuse } };
  const builds = { pruneCache: refuse, cancel: refuse, classic: refuse, connect: refuse };
  const backends: Backends = { builds, containers, system, networks, volumes, ...others };
  return { clients, ...containerView, ...systemView, backends };
}

const summary = {
  ...zeroValue("ContainerSummary"),
  Id: "a".repeat(64),
  Names: ["/box"],
  Image: "busybox",
  Command: "sh",
  State: "running",
  Status: "Up 1 second",
};

function refuse(): never {
  throw new EngineError("not-found", "the fake has none");
}

function known(ref: string): void {
  if (ref !== "box") throw new EngineError("not-found", `No such container: ${ref}`);
}

type Serve = (client: AttachedClient) => void;

function fakeContainers(serve: Serve): Pick<FakeEngine, "created" | "endWait"> & Pick<Backends, "containers"> {
  const created: ContainerCreateRequest[] = [];
  const waiting = Promise.withResolvers<ContainerWaitResponse>();
  const containers: Backends["containers"] = {
    ...{
      restart: refuse,
      kill: refuse,
      why: refuse,
      pause: refuse,
      unpause: refuse,
      rename: refuse,
      takeOver: refuse,
      resize: refuse,
      update: refuse,
      top: refuse,
      stats: refuse,
      prune: refuse,
    },
    ...{ connectNetwork: refuse, disconnectNetwork: refuse },
    ...{ statPath: refuse, archive: refuse, extract: refuse, export: refuse, changes: refuse, commit: refuse },
    async create(_, request) {
      created.push(request);
      return { Id: "b".repeat(64), Warnings: [] };
    },
    start: async (_, ref) => known(ref),
    remove: async (_, ref) => known(ref),
    async stop() {
      throw new EngineError("not-modified", "container is not running");
    },
    async wait(_, ref) {
      known(ref);
      return await waiting.promise;
    },
    async inspect(_, ref) {
      known(ref);
      return zeroValue("ContainerInspectResponse");
    },
    list: async () => [summary],
    attachable(ref) {
      known(ref);
      return { tty: false, detachKeys: new Uint8Array(), connect: serve };
    },
    async logs(_, ref) {
      known(ref);
      return { tty: false, pipeTo: async (_op, fd) => writeAndClose(fd, "3\r\nhi\n\r\n0\r\n\r\n") };
    },
  };
  return { containers, created, endWait: waiting.resolve };
}

function fakeExec(serve: Serve): Backends["exec"] {
  return {
    ...{ resize: refuse, inspect: refuse },
    create: async () => ({ Id: "job" }),
    startable(id, { tty }) {
      if (id !== "job") throw new EngineError("not-found", `No such exec instance: ${id}`);
      const streams = { stdin: true, stdout: true, stderr: true, detachKeys: new Uint8Array() };
      return { tty, ...streams, startDetached: async () => {}, startAttached: async (_, client) => serve(client) };
    },
  };
}

function fakeImages(): Backends["images"] {
  return {
    ...{ inspect: refuse, tag: refuse, remove: refuse, prune: refuse, import: refuse, importUrl: refuse },
    ...{
      log: refuse,
      rollback: refuse,
      history: refuse,
      save: refuse,
      pull: refuse,
      push: refuse,
      list: async () => [],
    },
    async load(_, archive, { progress }) {
      let size = 0;
      for await (const chunk of archive) size += chunk.length;
      progress({ stream: `loaded ${size}\n` });
      if (size === 0) throw new EngineError("invalid-argument", "unrecognized image format");
    },
  };
}

function fakeSystem(): Pick<FakeEngine, "emit" | "eventsEnded"> & Pick<Backends, "system"> {
  const ended = Promise.withResolvers<void>();
  let sink: (event: EventMessage) => void = () => {};
  const system: Backends["system"] = {
    version: () => ({ ...zeroValue("SystemVersion"), Version: "0.1", ApiVersion: "1.51", MinAPIVersion: "1.24" }),
    info: async () => zeroValue("SystemInfo"),
    dataUsage: async () => zeroValue("DiskUsage"),
    async events(op, { untilNs }, to) {
      sink = to;
      if (untilNs !== undefined) return to({ ...zeroValue("EventMessage"), ...pastEvent });
      op.signal.addEventListener("abort", () => ended.resolve());
      await ended.promise;
    },
  };
  const emit = (event: Partial<EventMessage>): void => sink({ ...zeroValue("EventMessage"), ...event });
  return { system, emit, eventsEnded: ended.promise };
}

/** What a query with an end gives. */
const pastEvent = {
  Type: "container",
  Action: "start",
  Actor: { ID: "box", Attributes: { name: "box", image: "busybox" } },
  time: 1_700_000_000,
  timeNano: 1_700_000_000_123_456_789n,
};
