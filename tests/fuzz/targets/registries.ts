import { EngineError } from "#base/errors.ts";
import { answerError, retryAfter } from "#registry/answer-error.ts";
import { parseChallenges } from "#registry/auth/challenge.ts";
import { HeaderFields } from "#registry/http/header-fields.ts";
import { type ResponseHead, ResponseParser } from "#registry/http/response-parser.ts";
import { TransportError } from "#registry/http/transport-error.ts";
import { nextPage } from "#registry/next-page.ts";
import { accepts } from "../../../src/registry-server/accept.ts";
import { parseChunkRange } from "../../../src/registry-server/content-range.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { mutateBytes, textOf } from "../mutate.ts";

const fieldWords = [
  "Bearer ",
  "Basic ",
  'realm="https://a/t"',
  "realm=",
  ",",
  ", ",
  "=",
  '"',
  '\\"',
  "\\",
  'service="x"',
  'scope="repository:a:pull"',
  "<",
  ">",
  "</v2/_catalog?last=a>",
  '; rel="next"',
  "; rel=next",
  "http://x/",
  "https://y/",
  ";",
  "bytes ",
  "5-9/10",
  "0-0",
  "*",
  "-",
  "/",
  "9".repeat(17),
  "1",
  "120",
  "Wed, 21 Oct 2026 07:28:00 GMT",
  " ",
  "\t",
  "é",
  "q=0",
  "*/*",
  "application/json",
  "\0",
];

/** Header fields that a registry, or a client of ours, sends. */
export const fields: FuzzTarget = {
  name: "registry-fields",
  make: (random) => Buffer.from(textOf(random, fieldWords, random.once(40) ? 600 : 14), "latin1"),
  check(input) {
    const text = input.toString("latin1");
    for (const { scheme, parameters } of parseChallenges([text, text]))
      if (scheme === "" || scheme !== scheme.toLowerCase() || parameters.has(""))
        throw new Unfit("a challenge without a name");
    const head = { headers: new HeaderFields() };
    head.headers.add("Link", text);
    const url = new URL("https://registry.test/v2/");
    const next = nextPage({ head, url, bytes: input } as never);
    if (next !== undefined && next.origin !== url.origin) throw new Unfit(`${next.href} is another registry`);
    const wait = retryAfter(text);
    if (wait !== undefined && !(wait >= 0 && Number.isFinite(wait))) throw new Unfit(`a wait of ${wait} ms`);
    const range = parseChunkRange(text);
    if (range !== undefined && !(range.first <= range.last && Number.isSafeInteger(range.last)))
      throw new Unfit("a range that is none");
    accepts(text, "application/json");
  },
  isRefusal: (error) => error instanceof EngineError,
};

const responses = [
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: x\r\n\r\nhello",
  "HTTP/1.1 206 Partial\r\nTransfer-Encoding: chunked\r\nContent-Range: bytes 5-9/10\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n",
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Bearer realm="x"\r\nConnection: keep-alive\r\n\r\n{"errors":[{"code":"DENIED"}]}',
  "HTTP/1.1 204 No Content\r\n\r\n",
].map((text) => Buffer.from(text));
const responseWords = [
  "\r\n",
  "\r\n\r\n",
  "Content-Length: 3\r\n",
  "Content-Length: 4\r\n",
  "Transfer-Encoding: chunked\r\n",
  "HTTP/1.1 ",
  "200",
  "0\r\n\r\n",
  "fffffffffffff\r\n",
  ": ",
  "\n",
  "ff\r\n",
];

/** What an answer is, whatever pieces it comes in. */
function answerOf(input: Buffer, pieceOf: (at: number) => number): { readonly told: string; readonly error?: unknown } {
  let told = "";
  const parser = new ResponseParser("GET", (head: ResponseHead) => {
    told += `${head.status} ${JSON.stringify(head.headers.entries())}\n`;
    if (head.status >= 400) answerError(head, input);
    return (chunk) => {
      told += chunk.toString("latin1");
    };
  });
  try {
    for (let at = 0; at < input.length && !parser.done; ) {
      const length = pieceOf(at);
      parser.push(input.subarray(at, at + length));
      at += length;
    }
    parser.end();
    return { told: `${told}\ndone` };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { told, error };
  }
}

/** Answers of registries, as HTTP. */
export const answers: FuzzTarget = {
  name: "http-answers",
  make: (random) =>
    random.once(20)
      ? Buffer.concat([random.pick(responses), random.pick(responses)])
      : mutateBytes(random, random.pick(responses), { others: responses, words: responseWords }),
  check(input) {
    const whole = answerOf(input, () => input.length);
    const pieces = answerOf(input, (at) => 1 + ((at * 5 + input.length) % 9));
    if ((whole.error === undefined) !== (pieces.error === undefined) || whole.told !== pieces.told)
      throw new Unfit("in pieces it is another answer");
    if (whole.error !== undefined) throw whole.error;
  },
  isRefusal: (error) => error instanceof TransportError,
};
