import { isRemote } from "./check.ts";
import { BakeError } from "./errors.ts";
import type { BakeTarget } from "./target.ts";

const localMark = "cwd://";

export interface RemoteSurroundings {
  pathKind(path: string): "file" | "directory" | undefined;
}

/**
 * A target of definitions that stand in a git repository: what it reads is there, unless it says `cwd://`.
 * @param url of the repository @throws BakeError
 */
export function ofRepository(target: BakeTarget, url: string, { pathKind }: RemoteSurroundings): BakeTarget {
  const { context = ".", contexts, dockerfile = "Dockerfile" } = target;
  if (context.startsWith(localMark) && !isRemote(dockerfile) && !dockerfile.startsWith(localMark)) {
    const folder = context.slice(localMark.length);
    if (pathKind(folder === "" ? dockerfile : `${folder}/${dockerfile}`) !== undefined)
      throw new BakeError("reading a dockerfile for a remote build invocation is currently not supported");
  }
  const named =
    contexts === undefined ? undefined : new Map([...contexts].map(([name, path]) => [name, placed(path, url)]));
  return { ...target, context: placed(context, url), ...(named === undefined ? {} : { contexts: named }) };
}

export function shownContext({ context = "." }: BakeTarget, url: string): string {
  return context === "." ? url : context;
}

const elsewhere = /^(?:cwd:\/\/|target:|docker-image:|oci-layout:|input:)/;

function placed(path: string, url: string): string {
  if (elsewhere.test(path) || isRemote(path)) return path;
  return inRepository(url, path);
}

/** A folder of a repository, as git contexts name it: `URL#REF:FOLDER`. */
export function inRepository(url: string, path: string): string {
  const inner = path.replace(/^\.?\/+/, "").replace(/\/+$/, "");
  if (inner === "" || inner === ".") return url;
  const [remote = "", fragment = ""] = url.split("#", 2);
  const [ref = "", folder = ""] = fragment.split(":", 2);
  return `${remote}#${ref}:${folder === "" ? inner : `${folder}/${inner}`}`;
}
