import { encodeError } from "#sys/encoded-error.ts";
import { Cancellation } from "../cancellation.ts";
import type { Reply } from "../worker-member.ts";
import { perform } from "./perform.ts";
import type { BuildFileRequest, BuildFileResult } from "./protocol.ts";

declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<BuildFileRequest>): void => {
  void answer(data).then((reply) => self.postMessage(reply));
};

async function answer({ session, job, cancellation }: BuildFileRequest): Promise<Reply<BuildFileResult>> {
  try {
    return { session, result: await perform(job, new Cancellation(cancellation)) };
  } catch (error) {
    return { session, failure: encodeError(error) };
  }
}
