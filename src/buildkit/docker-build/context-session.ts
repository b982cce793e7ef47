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

/** The URL of a context that came with a request; as BuildKit's clients name what they upload. */
export const contextUrl = "http://buildkit-session/context";

/** A client's session, or none, with a context that came with a request. */
export class ContextSession implements BuildSession {
  readonly gone: AbortSignal;
  readonly #client: BuildSession | undefined;
  readonly #context: AsyncIterable<Uint8Array> | undefined;

  constructor(
    gone: AbortSignal,
    {
      client,
      context,
    }: { readonly client: BuildSession | undefined; readonly context: AsyncIterable<Uint8Array> | undefined },
  ) {
    this.gone = gone;
    this.#client = client;
    this.#context = context;
  }

  get stores(): ClientStores | undefined {
    return this.#client?.stores;
  }

  async localFiles(op: Op, name: string, selection: LocalSelection): Promise<LocalFiles> {
    return await this.#session().localFiles(op, name, selection);
  }

  async secret(op: Op, id: string): Promise<Uint8Array | undefined> {
    return await this.#client?.secret(op, id);
  }

  async hasSshAgent(op: Op, id: string): Promise<boolean> {
    return (await this.#client?.hasSshAgent(op, id)) ?? false;
  }

  async openSshAgent(op: Op, id: string): Promise<ByteChannel> {
    return await this.#session().openSshAgent(op, id);
  }

  async registryCredentials(op: Op, host: string): Promise<RegistryCredentials | undefined> {
    return await this.#client?.registryCredentials(op, host);
  }

  async upload(op: Op, url: string): Promise<AsyncIterable<Uint8Array>> {
    return url === contextUrl && this.#context !== undefined ? this.#context : await this.#session().upload(op, url);
  }

  async receiveFile(op: Op, exporter: number, content: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#session().receiveFile(op, exporter, content);
  }

  async receiveTree(op: Op, exporter: number, tree: SentTree): Promise<void> {
    await this.#session().receiveTree(op, exporter, tree);
  }

  /** @throws not-found in BuildKit's words */
  #session(): BuildSession {
    if (this.#client === undefined) throw new EngineError("not-found", "no active sessions");
    return this.#client;
  }
}
