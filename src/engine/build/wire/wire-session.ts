import { stat } from "node:fs/promises";
import { EngineError } from "#base/errors.ts";
import { type Op, orEnd } from "#base/op.ts";
import type {
  BuildSession,
  ByteChannel,
  ClientStores,
  LocalFiles,
  RegistryCredentials,
  RemoteFiles,
  SentTree,
} from "#core/build/session.ts";
import type { LocalSelection } from "#core/build/source-operations.ts";
import type { FileWorker } from "#core/files/contract.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { decodeFacts, type WireFacts } from "#formats/build-wire/facts.ts";
import type { Wire } from "#formats/build-wire/wire.ts";
import { WireStores } from "./wire-stores.ts";

/** Where a client says that a context is: on this machine, if the engine finds the same folder there. */
interface LocalReply {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
}

/** What our own client offers over the connection of its build. */
export class WireSession implements BuildSession {
  readonly gone: AbortSignal;
  readonly #wire: Wire;
  readonly #files: FileWorker;

  constructor(wire: Wire, options: { readonly gone: AbortSignal; readonly files: FileWorker }) {
    this.#wire = wire;
    this.gone = options.gone;
    this.#files = options.files;
  }

  async localFiles(op: Op, name: string, selection: LocalSelection): Promise<LocalFiles> {
    const place = (await orEnd(op, this.#wire.ask({ name: "local", context: name }))) as LocalReply | null;
    if (place === null) throw new EngineError("not-found", `no local source ${name} is offered by the client`);
    if (await isHere(place)) return { at: "folder", path: place.path };
    return { at: "client", files: new WireFiles(this.#wire, name, selection) };
  }

  async secret(op: Op, id: string): Promise<Uint8Array | undefined> {
    const call = this.#wire.call({ name: "secret", id });
    await call.end();
    const chunks: Uint8Array[] = [];
    for await (const chunk of call.incoming) chunks.push(chunk);
    const { found } = (await orEnd(op, call.reply)) as { readonly found: boolean };
    return found ? Buffer.concat(chunks) : undefined;
  }

  async hasSshAgent(op: Op, id: string): Promise<boolean> {
    return (await orEnd(op, this.#wire.ask({ name: "has-agent", id }))) === true;
  }

  async openSshAgent(_op: Op, id: string): Promise<ByteChannel> {
    const call = this.#wire.call({ name: "agent", id });
    return {
      incoming: call.incoming,
      write: (chunk) => call.write(chunk),
      endOutgoing: () => void call.end().catch(() => {}),
      async [Symbol.asyncDispose]() {
        await call.end().catch(() => {});
      },
    };
  }

  get stores(): ClientStores {
    return new WireStores(this.#wire);
  }

  async registryCredentials(op: Op, host: string): Promise<RegistryCredentials | undefined> {
    const found = (await orEnd(op, this.#wire.ask({ name: "credentials", host }))) as RegistryCredentials | null;
    return found ?? undefined;
  }

  async upload(_op: Op, url: string): Promise<AsyncIterable<Uint8Array>> {
    const call = this.#wire.call({ name: "upload", url });
    await call.end();
    return checked(call.incoming, call.reply);
  }

  async receiveFile(op: Op, exporter: number, content: AsyncIterable<Uint8Array>): Promise<void> {
    const call = this.#wire.call({ name: "file", exporter });
    for await (const chunk of content) await call.write(chunk);
    await call.end();
    await orEnd(op, call.reply);
  }

  /** As a tar archive. */
  async receiveTree(op: Op, exporter: number, { root }: SentTree): Promise<void> {
    const call = this.#wire.call({ name: "tree", exporter });
    for await (const chunk of this.#files.archive(op, { root, path: "/" })) await call.write(chunk);
    await call.end();
    await orEnd(op, call.reply);
  }
}

async function* checked(incoming: AsyncIterable<Uint8Array>, reply: Promise<unknown>): AsyncGenerator<Uint8Array> {
  yield* incoming;
  await reply;
}

async function isHere({ path, device, inode }: LocalReply): Promise<boolean> {
  try {
    const facts = await stat(path, { bigint: true });
    return facts.isDirectory() && `${facts.dev}` === device && `${facts.ino}` === inode;
  } catch {
    return false;
  }
}

/** A context of a client that is elsewhere. */
class WireFiles implements RemoteFiles {
  readonly #wire: Wire;
  readonly #context: string;
  readonly #selection: LocalSelection;

  constructor(wire: Wire, context: string, selection: LocalSelection) {
    this.#wire = wire;
    this.#context = context;
    this.#selection = selection;
  }

  async *list(_op: Op): AsyncGenerator<TreeFile> {
    const call = this.#wire.call({ name: "list", context: this.#context, selection: this.#selection });
    await call.end();
    for await (const line of linesOf(call.incoming)) yield decodeFacts(JSON.parse(line) as WireFacts);
    await call.reply;
  }

  async *read(_op: Op, path: string): AsyncGenerator<Uint8Array> {
    const call = this.#wire.call({ name: "read", context: this.#context, path });
    await call.end();
    yield* call.incoming;
    await call.reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
