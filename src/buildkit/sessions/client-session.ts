import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type {
  BuildSession,
  ByteChannel,
  ClientStores,
  LocalFiles,
  RegistryCredentials,
  SentTree,
} from "#core/build/session.ts";
import type { LocalSelection } from "#core/build/source-operations.ts";
import type { TreeReader } from "../backend.ts";
import { getCredentials } from "./auth.ts";
import { openLocalFiles } from "./local-files.ts";
import { getSecret } from "./secrets.ts";
import { sendFile, sendTree } from "./send-output.ts";
import type { Session } from "./session.ts";
import type { SessionRegistry } from "./session-registry.ts";
import { hasAgent, openAgent } from "./ssh.ts";
import { SessionStores } from "./stores.ts";
import { pullUpload } from "./upload.ts";

export interface ClientGround {
  readonly trees: TreeReader;
  readonly sessions: SessionRegistry;
}

/** A client's session as builds use it. */
export class ClientSession implements BuildSession {
  readonly #session: Session;
  readonly #reader: TreeReader;
  readonly #sessions: SessionRegistry;
  /** Of folders that are offered by another session of the client, its id. */
  readonly #elsewhere = new Map<string, string>();

  constructor(session: Session, { trees, sessions }: ClientGround) {
    this.#session = session;
    this.#reader = trees;
    this.#sessions = sessions;
  }

  /** Takes notice of what the options of a build say of its folders: `local-sessionid:NAME`. */
  follow(options: Readonly<Record<string, string>>): void {
    const prefix = "local-sessionid:";
    for (const [name, id] of Object.entries(options))
      if (name.startsWith(prefix)) this.#elsewhere.set(name.slice(prefix.length), id);
  }

  get stores(): ClientStores {
    return new SessionStores(this.#session);
  }

  get gone(): AbortSignal {
    return this.#session.gone;
  }

  async localFiles(op: Op, name: string, selection: LocalSelection): Promise<LocalFiles> {
    const id = this.#elsewhere.get(name);
    const session = id === undefined ? this.#session : await this.#sessions.get(op, id);
    return { at: "client", files: openLocalFiles(op, session, name, selection) };
  }

  secret(op: Op, id: string): Promise<Uint8Array | undefined> {
    return getSecret(op, this.#session, id);
  }

  hasSshAgent(op: Op, id: string): Promise<boolean> {
    return hasAgent(op, this.#session, id);
  }

  async openSshAgent(op: Op, id: string): Promise<ByteChannel> {
    if (!(await hasAgent(op, this.#session, id)))
      throw new EngineError("not-found", `no SSH key "${id}" forwarded from the client`);
    return openAgent(op, this.#session, id);
  }

  registryCredentials(op: Op, host: string): Promise<RegistryCredentials | undefined> {
    return getCredentials(op, this.#session, host);
  }

  async upload(op: Op, url: string): Promise<AsyncIterable<Uint8Array>> {
    return pullUpload(op, this.#session, url);
  }

  receiveFile(op: Op, exporter: number, content: AsyncIterable<Uint8Array>): Promise<void> {
    return sendFile(op, this.#session, exporter, content);
  }

  receiveTree(op: Op, exporter: number, tree: SentTree): Promise<void> {
    return sendTree(op, this.#session, { exporter, tree, reader: this.#reader });
  }
}
