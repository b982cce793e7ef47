import { EngineError } from "#base/errors.ts";
import { type Op, orEnd, withDeadline } from "#base/op.ts";
import { Running } from "../running.ts";

/** How long either of the two calls waits for the other. As moby. */
const arrivalMs = 5_000;

interface Upload {
  readonly content: AsyncIterable<Uint8Array>;
  readonly taken: () => void;
  readonly done: () => void;
}

/** Contexts that come in a call of their own, by the id of the build that wants them. */
export class Uploads {
  readonly #uploads = new Running<Upload>(arrivalMs);

  /** Offers a context; resolves when the build has read it. @throws conflict · deadline-exceeded where no build wants it */
  async offer(op: Op, id: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const taken = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    using _known = this.#uploads.add(id, { content, taken: taken.resolve, done: done.resolve });
    using waiting = withDeadline(op, arrivalMs, `waiting for build ${id}`);
    await orEnd(waiting, taken.promise);
    await orEnd(op, done.promise);
  }

  /** The context of a build, read once. @throws not-found where none comes */
  async *take(op: Op, id: string): AsyncGenerator<Uint8Array> {
    const upload = await this.#uploads.get(op, id);
    if (upload === undefined) throw new EngineError("not-found", `no upload of a context for build ${id}`);
    upload.taken();
    try {
      yield* upload.content;
    } finally {
      upload.done();
    }
  }
}
