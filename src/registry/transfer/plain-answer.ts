import { HeaderFields } from "../http/header-fields.ts";
import type { BodySink, ResponseHead } from "../http/response-parser.ts";
import type { PlainAnswer } from "./protocol.ts";

/** Keeps the beginning of a body. */
export class AnswerCollector {
  readonly #head: ResponseHead;
  readonly #url: URL;
  readonly #limitBytes: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(head: ResponseHead, url: URL, limitBytes: number) {
    this.#head = head;
    this.#url = url;
    this.#limitBytes = limitBytes;
  }

  get sink(): BodySink {
    return (chunk) => {
      const part = chunk.subarray(0, this.#limitBytes - this.#size);
      this.#size += part.length;
      if (part.length > 0) this.#chunks.push(Buffer.from(part));
    };
  }

  get result(): PlainAnswer {
    const { status, statusText, headers } = this.#head;
    return { status, statusText, headers: headers.entries(), url: this.#url.href, body: Buffer.concat(this.#chunks) };
  }
}

/** The head of an answer that came out of the Worker. */
export function headOf({ status, statusText, headers }: PlainAnswer): ResponseHead {
  const fields = new HeaderFields();
  for (const [name, value] of headers) fields.add(name, value);
  return { status, statusText, headers: fields, length: undefined };
}
