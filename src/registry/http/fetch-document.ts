import type { Op } from "#base/op.ts";
import type { HttpClient, HttpRequest } from "./http-client.ts";
import type { ResponseHead } from "./response-parser.ts";

export interface Document {
  readonly head: ResponseHead;
  readonly bytes: Buffer;
  /** Where it came from in the end. */
  readonly url: URL;
}

export interface DocumentLimits {
  readonly limitBytes: number;
  /** What is thrown when more comes; by default the rest is left out. */
  readonly tooLarge?: () => Error;
}

class Enough extends Error {}

/** Does a request and holds the answer's body in memory. @throws TransportError, and `tooLarge` */
export async function fetchDocument(
  op: Op,
  http: HttpClient,
  request: HttpRequest,
  limits: DocumentLimits,
): Promise<Document> {
  const chunks: Buffer[] = [];
  let size = 0;
  let answer: { readonly head: ResponseHead; readonly url: URL } | undefined;
  const exceeded = (): Error => limits.tooLarge?.() ?? new Enough();
  try {
    await http.request(op, request, (head, url) => {
      answer = { head, url };
      if (
        head.status < 300 &&
        limits.tooLarge !== undefined &&
        (head.length ?? 0) > limits.limitBytes &&
        request.method !== "HEAD"
      )
        throw exceeded();
      return (chunk) => {
        size += chunk.length;
        if (size > limits.limitBytes) throw exceeded();
        chunks.push(Buffer.from(chunk));
      };
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  if (answer === undefined) throw new TypeError("an answer without a head");
  return { ...answer, bytes: Buffer.concat(chunks) };
}
