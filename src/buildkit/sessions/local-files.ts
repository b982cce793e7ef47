import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { RemoteFiles } from "#core/build/session.ts";
import type { LocalSelection } from "#core/build/source-operations.ts";
import { FileSync } from "../gen/filesync.gen.ts";
import { ClientFiles } from "./remote-files.ts";
import type { Session } from "./session.ts";

/** The client's files that it calls by `name`. @throws not-found */
export function openLocalFiles(op: Op, session: Session, name: string, selection: LocalSelection): RemoteFiles {
  if (!session.supports(FileSync.method.diffCopy)) throw new EngineError("not-found", "no local sources enabled");
  const metadata = {
    "dir-name": [name],
    "include-patterns": selection.includePatterns,
    "exclude-patterns": selection.excludePatterns,
    followpaths: selection.followPaths,
  };
  return new ClientFiles((requests, closing) => {
    const ending: Op = { log: op.log, signal: AbortSignal.any([op.signal, closing]) };
    return session.client(FileSync).diffCopy(requests, session.call(ending, metadata));
  });
}
