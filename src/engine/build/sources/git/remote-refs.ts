import { BuildError } from "#core/build/errors.ts";

/** What a ref of a remote stands for. */
export interface RemoteRef {
  readonly commit: string;
  /** Its full name; undefined: only the commit is known. */
  readonly name: string | undefined;
}

export function isCommit(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

/** Finds a ref in what `git ls-remote` said: a branch goes before a tag, as for git checkout; a tag stands for its commit. */
export function findRef(listing: string, ref: string): RemoteRef {
  const refs = new Map(
    listing.split("\n").flatMap((line) => {
      const [commit = "", name] = line.split("\t");
      return name === undefined || !isCommit(commit) ? [] : [[name, commit] as const];
    }),
  );
  const name = [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${ref}`, ref].find((known) => refs.has(known));
  if (name === undefined)
    throw new BuildError("not-found", `repository does not contain ref ${ref}, output: ${JSON.stringify(listing)}`);
  return { commit: refs.get(`${name}^{}`) ?? refs.get(name) ?? "", name };
}

/** What `git ls-remote --symref` says that HEAD is. */
export function defaultBranch(listing: string): RemoteRef | undefined {
  const name = /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(listing)?.[1];
  const commit = /^([0-9a-f]{40,64})\tHEAD$/m.exec(listing)?.[1];
  return commit === undefined ? undefined : { commit, name };
}
