import {
  createReadStream,
  createWriteStream,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
} from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Digest } from "#base/digest.ts";
import { notSupported } from "#base/errors.ts";
import type { WireFacts } from "#formats/build-wire/facts.ts";
import type { Answerer, CallRequest, CallStream } from "#formats/build-wire/wire.ts";
import type { Descriptor } from "#formats/oci/image.ts";
import { agentAnswers } from "#formats/ssh/agent-answers.ts";
import { unpack } from "../copy/unpack.ts";
import type { Output } from "../io/io.ts";
import type { OfferedCache } from "./cache-places.ts";
import type { BuildOutput } from "./outputs.ts";
import type { SecretSource } from "./secrets.ts";
import { type Selection, selectedBy } from "./selection.ts";
import type { SshAgent } from "./ssh-agents.ts";

/** What a build may ask of its client. */
export interface ClientOffers {
  readonly folders: ReadonlyMap<string, string>;
  /** Folders of caches, by the names that the engine has for them. */
  readonly caches: ReadonlyMap<string, OfferedCache>;
  readonly secrets: ReadonlyMap<string, SecretSource>;
  readonly agents: ReadonlyMap<string, SshAgent>;
  readonly outputs: readonly BuildOutput[];
  readonly upload: AsyncIterable<Uint8Array> | undefined;
  readonly stdout: Output;
  readonly credentials: (host: string) => Promise<{ readonly username: string; readonly secret: string } | undefined>;
}

/** Answers what the engine asks while it builds. */
export function answerBuild(offers: ClientOffers): Answerer {
  return async (request, stream) => {
    const answer = answers[request.name];
    if (answer === undefined) throw notSupported(`the question ${request.name} of a build`);
    return await answer(offers, request, stream);
  };
}

type Answer = (offers: ClientOffers, request: CallRequest, stream: CallStream) => Promise<unknown>;

const answers: Readonly<Record<string, Answer>> = {
  async local({ folders }, { context }) {
    const path = folders.get(String(context));
    if (path === undefined) return null;
    const { dev, ino } = statSync(path, { bigint: true });
    return { path, device: `${dev}`, inode: `${ino}` };
  },

  async list({ folders }, { context, selection }, stream) {
    const isSelected = selectedBy(selection as Selection);
    for (const facts of filesBelow(folderOf(folders, context), "")) {
      if (!isSelected(facts.path)) continue;
      await stream.write(Buffer.from(`${JSON.stringify(facts)}\n`));
    }
    await stream.end();
    return null;
  },

  async read({ folders }, { context, path }, stream) {
    const file = join(folderOf(folders, context), join("/", String(path)));
    for await (const chunk of createReadStream(file)) await stream.write(chunk as Uint8Array);
    await stream.end();
    return null;
  },

  async secret({ secrets }, { id }, stream) {
    const value = secrets.get(String(id))?.();
    if (value !== undefined) await stream.write(value);
    await stream.end();
    return { found: value !== undefined };
  },

  async "has-agent"({ agents }, { id }) {
    return agents.has(String(id));
  },

  async agent({ agents }, { id }, stream) {
    const agent = agents.get(String(id));
    if (agent === undefined) throw new Error(`unset ssh forward key ${String(id)}`);
    if ("keys" in agent) {
      for await (const chunk of agentAnswers(agent.keys, stream.incoming)) await stream.write(chunk);
      await stream.end();
      return null;
    }
    const socket = connect(agent.socket);
    const outgoing = (async () => {
      for await (const chunk of socket) await stream.write(chunk as Uint8Array);
      await stream.end();
    })();
    for await (const chunk of stream.incoming) socket.write(chunk);
    socket.end();
    await outgoing;
    return null;
  },

  async credentials({ credentials }, { host }) {
    return (await credentials(String(host))) ?? null;
  },

  async "has-blob"({ caches }, { store, digest }) {
    return { found: cacheOf(caches, store).folder.has(digest as Digest) };
  },

  async "read-blob"({ caches }, { store, digest }, stream) {
    const { folder } = cacheOf(caches, store);
    const found = folder.has(digest as Digest);
    if (found) for await (const chunk of folder.read(digest as Digest)) await stream.write(chunk);
    await stream.end();
    return { found };
  },

  async "write-blob"({ caches }, { store, digest }, stream) {
    await cacheOf(caches, store).folder.write(digest as Digest, stream.incoming);
    return null;
  },

  async "publish-blob"({ caches }, { store, descriptor }) {
    const { folder, tag } = cacheOf(caches, store);
    folder.tag(tag, descriptor as Descriptor);
    return null;
  },

  async upload({ upload }, _request, stream) {
    if (upload === undefined) throw new Error("nothing is uploaded by this build");
    for await (const chunk of upload) await stream.write(chunk);
    await stream.end();
    return null;
  },

  async file({ outputs, stdout }, { exporter }, stream) {
    const dest = outputs[Number(exporter)]?.dest ?? "-";
    if (dest === "-") for await (const chunk of stream.incoming) await stdout.send(chunk);
    else await pipeline(stream.incoming, createWriteStream(dest));
    return null;
  },

  async tree({ outputs }, { exporter }, stream) {
    const dest = outputs[Number(exporter)]?.dest ?? "";
    mkdirSync(dest, { recursive: true });
    await unpack(dest, stream.incoming, (name) => name);
    return null;
  },
};

/** @throws Error */
function folderOf(folders: ClientOffers["folders"], context: unknown): string {
  const path = folders.get(String(context));
  if (path === undefined) throw new Error(`no context ${String(context)}`);
  return path;
}

/** @throws Error */
function cacheOf(caches: ClientOffers["caches"], store: unknown): OfferedCache {
  const cache = caches.get(String(store));
  if (cache === undefined) throw new Error(`no cache ${String(store)}`);
  return cache;
}

/** All files below a folder, parents before children, by path element. */
function* filesBelow(top: string, folder: string): Generator<WireFacts> {
  for (const name of readdirSync(join(top, folder)).sort()) {
    const path = folder === "" ? name : `${folder}/${name}`;
    const facts = lstatSync(join(top, path), { bigint: true });
    const link = facts.isSymbolicLink() ? { link: readlinkSync(join(top, path)) } : {};
    const { mode, size, mtimeNs } = facts;
    yield { path, mode: Number(mode), uid: 0, gid: 0, size: Number(size), mtime: `${mtimeNs}`, ...link };
    if (facts.isDirectory()) yield* filesBelow(top, path);
  }
}
