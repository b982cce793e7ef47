import { EngineError } from "#base/errors.ts";
import { parseBool } from "#base/strconv.ts";

/** A git repository as builds name it (BuildKit's dfgitutil, Docker's "Git repositories" build contexts). */
export interface GitUrl {
  /** Without fragment and query: `https://host/repo.git`, `ssh://…`, `git://…`, or `user@host:path` as it is. */
  readonly remote: string;
  /** A branch, a tag, or a commit; empty: what the remote's HEAD is. */
  readonly ref: string;
  /** Below the top; empty: all. */
  readonly subdir: string;
  /** A commit, or its beginning, that the ref must be. */
  readonly checksum?: string;
  readonly keepGitDir?: boolean;
  readonly submodules?: boolean;
  readonly mtime?: "checkout" | "commit";
  readonly fetchByCommit?: boolean;
  /** `github.com/…` without a scheme: a path of that name looks the same. */
  readonly looksLocal: boolean;
}

const scpForm = /^[A-Za-z0-9][\w.-]*@[A-Za-z0-9.-]+:(?!\/\/)[^#?]+/;
const schemeForm = /^(https?|ssh|git):\/\//;

/**
 * Reads a git URL; undefined for anything else, also for `http://` and `https://` URLs whose path does not end in `.git`.
 * @throws invalid-argument for a query that git URLs do not have, or a ref that git would take for an option
 */
export function parseGitUrl(text: string): GitUrl | undefined {
  if (text.startsWith("github.com/")) return fromUrl(`https://${text}`, true);
  if (scpForm.test(text)) return fromScp(text);
  const [, scheme] = schemeForm.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  const isHttp = scheme === "http" || scheme === "https";
  return isHttp && !pathOf(text).endsWith(".git") ? undefined : fromUrl(text, false);
}

function pathOf(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? "";
}

function fromScp(text: string): GitUrl {
  const hash = text.indexOf("#");
  const [remote, fragment] = hash < 0 ? [text, ""] : [text.slice(0, hash), text.slice(hash + 1)];
  const question = remote.indexOf("?");
  if (question < 0) return checked({ remote, ...ofFragment(fragment), looksLocal: false });
  return withQuery({ remote: remote.slice(0, question), fragment, query: remote.slice(question + 1) }, false);
}

function fromUrl(text: string, looksLocal: boolean): GitUrl {
  const hash = text.indexOf("#");
  const [whole, fragment] = hash < 0 ? [text, ""] : [text.slice(0, hash), text.slice(hash + 1)];
  const question = whole.indexOf("?");
  if (question < 0) return checked({ remote: whole, ...ofFragment(fragment), looksLocal });
  return withQuery({ remote: whole.slice(0, question), fragment, query: whole.slice(question + 1) }, looksLocal);
}

function ofFragment(fragment: string): Pick<GitUrl, "ref" | "subdir"> {
  const colon = fragment.indexOf(":");
  if (colon < 0) return { ref: fragment, subdir: "" };
  return { ref: fragment.slice(0, colon), subdir: fragment.slice(colon + 1) };
}

interface UrlParts {
  readonly remote: string;
  readonly fragment: string;
  readonly query: string;
}

function withQuery({ remote, fragment, query }: UrlParts, looksLocal: boolean): GitUrl {
  const given = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    if (given.has(key)) throw invalid(`query ${JSON.stringify(key)} has multiple values`);
    if (!queryKeys.has(key)) throw invalid(`unexpected query ${JSON.stringify(key)}`);
    given.set(key, value);
  }
  const own = ofFragment(fragment);
  const refs = ["ref", "tag", "branch"].flatMap((key) => (given.has(key) ? [key] : []));
  if (refs.length > 1) throw invalid(`${refs[0]} conflicts with ${refs[1]}`);
  if (refs.length > 0 && own.ref !== "") throw invalid("ref conflicts with fragment");
  if (given.has("subdir") && own.subdir !== "") throw invalid("subdir conflicts with fragment");
  const checksum = given.get("checksum") ?? given.get("commit");
  return checked({
    remote,
    ref: refOf(given) || own.ref,
    subdir: given.get("subdir") ?? own.subdir,
    ...(checksum === undefined ? {} : { checksum }),
    ...flag("keepGitDir", "keep-git-dir", given),
    ...flag("submodules", "submodules", given),
    ...flag("fetchByCommit", "fetch-by-commit", given),
    ...mtimeOf(given.get("mtime")),
    looksLocal,
  });
}

const queryKeys = new Set([
  ...["ref", "tag", "branch", "subdir", "checksum", "commit"],
  ...["keep-git-dir", "submodules", "mtime", "fetch-by-commit"],
]);

function refOf(given: ReadonlyMap<string, string>): string {
  const [tag, branch] = [given.get("tag"), given.get("branch")];
  if (tag !== undefined) return `refs/tags/${tag}`;
  if (branch !== undefined) return `refs/heads/${branch}`;
  return given.get("ref") ?? "";
}

function flag(name: string, key: string, given: ReadonlyMap<string, string>): Record<string, boolean> {
  const text = given.get(key);
  if (text === undefined) return {};
  if (text === "") return { [name]: true };
  try {
    return { [name]: parseBool(text) };
  } catch {
    throw invalid(`invalid ${key} value: ${JSON.stringify(text)}`);
  }
}

function mtimeOf(text: string | undefined): Pick<GitUrl, "mtime"> {
  if (text === undefined) return {};
  if (text === "checkout" || text === "commit") return { mtime: text };
  throw invalid(`invalid mtime value: ${JSON.stringify(text)}`);
}

/** What git would read as an option is no ref, no host and no folder. */
function checked(url: GitUrl): GitUrl {
  if (url.ref.startsWith("-")) throw invalid(`invalid git ref ${JSON.stringify(url.ref)}`);
  if (/^(?:[a-z]+:\/\/)?-/.test(url.remote)) throw invalid(`invalid git remote ${JSON.stringify(url.remote)}`);
  if (url.subdir.split("/").includes("..")) throw invalid(`invalid git subdirectory ${JSON.stringify(url.subdir)}`);
  if (url.checksum !== undefined && !/^[0-9a-f]{7,64}$/i.test(url.checksum)) {
    throw invalid(`invalid checksum ${url.checksum} for Git source, expected hex commit hash`);
  }
  return url;
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}
