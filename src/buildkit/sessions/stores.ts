import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { ClientBlob, ClientStores } from "#core/build/session.ts";
import { clientError } from "../errors/from-client.ts";
import { Content, WriteAction, WriteContentRequestSchema, type WriteContentResponse } from "../gen/content.gen.ts";
import { Pipe } from "../transport/pipe.ts";
import type { Session } from "./session.ts";

type WriteRequest = MessageInitShape<typeof WriteContentRequestSchema>;

const pieceBytes = 1024 * 1024;

/** The stores of a client, by containerd's content API (services/content). */
export class SessionStores implements ClientStores {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async *readBlob(op: Op, store: string, digest: Digest): AsyncGenerator<Uint8Array> {
    this.#require(store);
    try {
      const blob = this.#session.client(Content).read({ digest }, this.#session.call(op, storeMetadata(store)));
      for await (const { data } of blob) yield data;
    } catch (error) {
      throw clientError(`blob ${digest} of ${store}`, error);
    }
  }

  async writeBlob(op: Op, store: string, blob: ClientBlob): Promise<void> {
    this.#require(store);
    const requests = new Pipe<WriteRequest>();
    const client = this.#session.client(Content);
    const answers = client.write(requests, this.#session.call(op, storeMetadata(store)))[Symbol.asyncIterator]();
    try {
      await writeAll(blob, (request) => exchange(request, requests, answers));
      requests.end();
    } catch (error) {
      if (ConnectError.from(error).code !== Code.AlreadyExists)
        throw clientError(`blob ${blob.digest} to ${store}`, error);
    } finally {
      requests.discard();
      await answers.return?.().catch(() => {});
    }
  }

  #require(store: string): void {
    if (!this.#session.supports(Content.method.read))
      throw new EngineError("not-found", `the client offers no content store ${store}`);
  }
}

function storeMetadata(store: string): Record<string, readonly string[]> {
  return { "buildkit-attachable-store-id": [store] };
}

async function exchange(
  request: WriteRequest,
  requests: Pipe<WriteRequest>,
  answers: AsyncIterator<WriteContentResponse>,
): Promise<WriteContentResponse> {
  const answer = answers.next();
  void requests.write(create(WriteContentRequestSchema, request));
  const { done, value } = await answer;
  if (done === true) throw new EngineError("unavailable", "the client ended early");
  return value;
}

/** Begins where the client is, if it has the beginning of it from before. */
async function writeAll(
  { digest, sizeBytes, content }: ClientBlob,
  send: (request: WriteRequest) => Promise<WriteContentResponse>,
): Promise<void> {
  const total = BigInt(sizeBytes);
  const ref = `gantry-${digest}`;
  const { offset } = await send({ action: WriteAction.STAT, ref, total, expected: digest });
  let skipped = Number(offset);
  let at = skipped;
  for await (const chunk of content) {
    const rest = chunk.subarray(Math.min(skipped, chunk.length));
    skipped -= chunk.length - rest.length;
    for (let from = 0; from < rest.length; from += pieceBytes) {
      const data = rest.subarray(from, from + pieceBytes);
      await send({ action: WriteAction.WRITE, ref, offset: BigInt(at), data });
      at += data.length;
    }
  }
  await send({ action: WriteAction.COMMIT, ref, total, offset: BigInt(at), expected: digest });
}
