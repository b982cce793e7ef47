import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import { type Op, orEnd } from "#base/op.ts";
import type { ClientBlob, ClientStores } from "#core/build/session.ts";
import type { Wire } from "#formats/build-wire/wire.ts";
import type { Descriptor } from "#formats/oci/image.ts";

/** The folders of caches that our own client has named on its command line. */
export class WireStores implements ClientStores {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  async *readBlob(_op: Op, store: string, digest: Digest): AsyncGenerator<Uint8Array> {
    const call = this.#wire.call({ name: "read-blob", store, digest });
    await call.end();
    yield* call.incoming;
    const { found } = (await call.reply) as { readonly found: boolean };
    if (!found) throw new EngineError("not-found", `${store} has no blob ${digest}`);
  }

  async writeBlob(op: Op, store: string, { digest, content }: ClientBlob): Promise<void> {
    const { found } = (await orEnd(op, this.#wire.ask({ name: "has-blob", store, digest }))) as {
      readonly found: boolean;
    };
    if (found) return;
    const call = this.#wire.call({ name: "write-blob", store, digest });
    for await (const chunk of content) await call.write(chunk);
    await call.end();
    await orEnd(op, call.reply);
  }

  async publish(op: Op, store: string, descriptor: Pick<Descriptor, "mediaType" | "digest" | "size">): Promise<void> {
    await orEnd(op, this.#wire.ask({ name: "publish-blob", store, descriptor }));
  }
}
