import { BuildError } from "#core/build/errors.ts";
import type { GitSource } from "#core/build/source-operations.ts";

const scpForm = /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^-]/;
const urlForm = /^(https?|ssh|git):\/\/(?!-)/;
/** What git takes in names of refs (git-check-ref-format), and no more. */
const badRef = /^-|^\/|\.\.|\/\/|@\{|[\0-\x20\x7f~^:?*[\\]|\/$|\.$|\.lock(?:\/|$)/;

/** Refuses what git or ssh could take for an option or another transport. @throws BuildError */
export function checkGitSource({ remote, ref, subdir }: GitSource): void {
  const host = /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?([^/:]*)/.exec(remote)?.[1] ?? "";
  const known = urlForm.test(remote) || (!remote.includes("://") && scpForm.test(remote));
  if (!known || host.startsWith("-") || /[\0-\x20\x7f]/.test(remote)) throw refused("remote", remote);
  if (ref !== "" && badRef.test(ref)) throw refused("ref", ref);
  if (subdir.includes("\0") || subdir.split("/").includes("..")) throw refused("subdirectory", subdir);
}

function refused(what: string, text: string): BuildError {
  return new BuildError("invalid-argument", `invalid git ${what} ${JSON.stringify(redacted(text))}`);
}

export function isSsh(remote: string): boolean {
  return remote.startsWith("ssh://") || !remote.includes("://");
}

/** Without user and password. */
export function redacted(remote: string): string {
  return remote.replace(/^([a-z]+:\/\/)[^@/]*@/, (whole, scheme: string) =>
    whole.includes(":", scheme.length) ? `${scheme}xxxxx:xxxxx@` : `${scheme}xxxxx@`,
  );
}

/** A token is for its remote alone; on GitHub, for all of it, as actions/checkout has it: submodules lie there too. */
export function tokenScope(remote: string): string {
  const gitHub = ["https://github.com/", "https://www.github.com/"].find((prefix) => remote.startsWith(prefix));
  return gitHub ?? remote;
}

/** Names of the client's secrets that may open a remote, the first that is there counts. */
export function secretNames({
  remote,
  authHeaderSecret,
  authTokenSecret,
}: GitSource): Array<{ id: string; isToken: boolean }> {
  const host = URL.canParse(remote) ? new URL(remote).host : "";
  const [header, token] = [authHeaderSecret ?? "GIT_AUTH_HEADER", authTokenSecret ?? "GIT_AUTH_TOKEN"];
  return [
    { id: `${header}.${host}`, isToken: false },
    { id: `${token}.${host}`, isToken: true },
    { id: header, isToken: false },
    { id: token, isToken: true },
  ];
}
