import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { clientError } from "../errors/from-client.ts";
import { Upload } from "../gen/upload.gen.ts";
import { Pipe } from "../transport/pipe.ts";
import type { Session } from "./session.ts";

/** The bytes that a client offers under a URL of its own (`http://buildkit-session/…`). @throws not-found */
export async function* pullUpload(op: Op, session: Session, url: string): AsyncGenerator<Uint8Array> {
  if (!session.supports(Upload.method.pull)) throw new EngineError("not-found", `the client uploads nothing at ${url}`);
  const { pathname, host } = new URL(url);
  // We send nothing: a side that stays open would be reset when the client's has ended.
  const outgoing = new Pipe<{ data: Uint8Array }>();
  outgoing.end();
  try {
    const options = session.call(op, { urlpath: [pathname], urlhost: [host] });
    for await (const { data } of session.client(Upload).pull(outgoing, options)) yield data;
  } catch (error) {
    throw clientError(`upload of ${url}`, error);
  }
}
