import type { ImageHistoryUsage, ImageLogEntry, ImageRollbackResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { ImageContext } from "../dependencies.ts";
import { forgetOldTargets } from "./forget.ts";
import { bytesOnlyOf, formerImages } from "./former.ts";
import { imageLog } from "./log.ts";
import { rollbackImage } from "./rollback.ts";
import { Sweeper } from "./sweeper.ts";

/** What follows a change of images. */
interface Afterwards {
  collect(op: Op): Promise<void>;
  publish(op: Op): Promise<void>;
}

/** What names stand for and stood for. */
export class ImageLogs {
  readonly #context: ImageContext;
  readonly #afterwards: Afterwards;
  readonly #sweeper = new Sweeper();

  constructor(context: ImageContext, afterwards: Afterwards) {
    this.#context = context;
    this.#afterwards = afterwards;
  }

  /** Forgets what is too old, now and from time to time. The caller collects what that leaves. */
  async begin(op: Op): Promise<void> {
    await forgetOldTargets(op, this.#context);
    const quarter = (): number => this.#context.historyAgeMs() / 4 || Number.POSITIVE_INFINITY;
    this.#sweeper.start(op, (sweeping) => this.#forget(sweeping), quarter);
  }

  /** Ends what goes on by itself. */
  end(): void {
    this.#sweeper[Symbol.dispose]();
  }

  /** What a name stands for and stood for, newest first. */
  async log(_op: Op, ref: string): Promise<ImageLogEntry[]> {
    return imageLog(this.#context, ref);
  }

  /** Gives a name the image that it stood for `to` moves ago; empty: 1. */
  async rollback(op: Op, ref: string, to: string): Promise<ImageRollbackResponse> {
    const answer = await rollbackImage(op, this.#context, { ref, to });
    await this.#afterwards.publish(op);
    return answer;
  }

  /** Images that are there only because names stood for them; undefined where there are none. */
  usage(): ImageHistoryUsage | undefined {
    const former = formerImages(this.#context);
    return former.length === 0
      ? undefined
      : { Images: former.length, Size: bytesOnlyOf(this.#context, former, former) };
  }

  async #forget(op: Op): Promise<void> {
    if (!(await forgetOldTargets(op, this.#context))) return;
    await this.#afterwards.collect(op);
    await this.#afterwards.publish(op);
  }
}
