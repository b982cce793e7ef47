import { EngineError } from "#base/errors.ts";
import type { BuildSession } from "#core/build/session.ts";

/** The session of a step that several builds want: each question goes to a client that is still there. */
export function sharedSession(sessions: () => Iterable<BuildSession>): BuildSession {
  const alive = (): BuildSession => {
    for (const session of sessions()) if (!session.gone.aborted) return session;
    throw new EngineError("canceled", "context canceled");
  };
  return {
    get gone() {
      return alive().gone;
    },
    get stores() {
      return alive().stores;
    },
    localFiles: (op, name, selection) => alive().localFiles(op, name, selection),
    secret: (op, id) => alive().secret(op, id),
    hasSshAgent: (op, id) => alive().hasSshAgent(op, id),
    openSshAgent: (op, id) => alive().openSshAgent(op, id),
    registryCredentials: (op, host) => alive().registryCredentials(op, host),
    upload: (op, url) => alive().upload(op, url),
    receiveFile: (op, exporter, content) => alive().receiveFile(op, exporter, content),
    receiveTree: (op, exporter, tree) => alive().receiveTree(op, exporter, tree),
  };
}
