import type { Digest } from "#base/digest.ts";
import type { Op } from "#base/op.ts";
import type { OpenedUrl } from "#core/image/contract.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { progressBar } from "#formats/progress-bar.ts";

const tellEveryMs = 100;

type Tell = (message: ProgressMessage) => void;

/** Imports what a URL names, and tells how far it is. `work` makes the image. */
export async function importUrl(
  op: Op,
  source: { readonly open: (op: Op) => Promise<OpenedUrl>; readonly tell: Tell },
  work: (content: AsyncIterable<Uint8Array>) => Promise<Digest>,
): Promise<void> {
  const opened = await source.open(op);
  source.tell({ status: `Downloading from ${opened.url}` });
  const id = await work(told(opened, source.tell));
  source.tell({ status: id });
}

/** The content, with a line about it a few times per second and at its end. */
async function* told({ content, sizeBytes = -1 }: OpenedUrl, tell: Tell): AsyncGenerator<Uint8Array> {
  let current = 0;
  let toldAt = 0;
  const line = (): void => {
    const amount = sizeBytes < 0 ? { current } : { current, total: sizeBytes };
    tell({ status: "Importing", progressDetail: amount, progress: progressBar({ current, total: sizeBytes }) });
  };
  for await (const chunk of content) {
    current += chunk.length;
    yield chunk;
    const now = performance.now();
    if (now - toldAt < tellEveryMs || current === sizeBytes) continue;
    toldAt = now;
    line();
  }
  line();
}
