import type { Catalogue } from "#formats/packages/package.ts";
import { encodeError } from "#sys/encoded-error.ts";
import { Cancellation } from "../cancellation.ts";
import type { Reply } from "../worker-member.ts";
import { catalogueTree } from "./catalogue-tree.ts";
import type { CatalogueRequest } from "./protocol.ts";

declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<CatalogueRequest>): void => {
  self.postMessage(answer(data));
};

function answer({ session, root, options, cancellation }: CatalogueRequest): Reply<Catalogue> {
  try {
    return { session, result: catalogueTree(root, { ...options, cancellation: new Cancellation(cancellation) }) };
  } catch (error) {
    return { session, failure: encodeError(error) };
  }
}
