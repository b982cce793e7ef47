import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOf } from "#base/digest-of.ts";
import type { Op } from "#base/op.ts";
import { BuildError } from "#core/build/errors.ts";
import { plainCopyRules } from "#core/build/file-operation.ts";
import type { BuildFileWorker, OpenCopy } from "#core/build/file-worker.ts";
import type { Fd, ResolvedSource, SourceContext, SourceRunner } from "#core/build/runners.ts";
import type { GitSource } from "#core/build/source-operations.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { openRoot } from "#sys/rooted-files.ts";
import { serveAgent } from "../../run/ssh-agent.ts";
import { checkedSubdir, checkOut, wrapped } from "./checkout.ts";
import { GitProgram } from "./git-program.ts";
import { checkGitSource, isSsh, redacted, secretNames, tokenScope } from "./git-remote.ts";
import { defaultBranch, findRef, isCommit, type RemoteRef } from "./remote-refs.ts";

export interface GitSourceDependencies {
  readonly worker: Pick<BuildFileWorker, "apply">;
  /** For checkouts; made when it is first needed. */
  readonly path: string;
}

type Session = SourceContext["session"];

/** Git repositories: contexts, and what `ADD` names. */
export class GitSources implements SourceRunner<GitSource> {
  readonly #deps: GitSourceDependencies;

  constructor(deps: GitSourceDependencies) {
    this.#deps = deps;
  }

  async resolve(op: Op, source: GitSource, context: SourceContext): Promise<ResolvedSource> {
    checkGitSource(source);
    const ref = await this.#find(op, source, context);
    const { checksum } = source;
    if (checksum !== undefined && !ref.commit.startsWith(checksum.toLowerCase()))
      throw new BuildError("invalid-argument", `expected checksum to match ${checksum}, got ${ref.commit}`);
    const { remote, keepGitDir, subdir, submodules, mtime = "checkout" } = source;
    return {
      key: digestOf(JSON.stringify(["git", redacted(remote), ref.commit, keepGitDir, subdir, submodules, mtime])),
      pin: ref.commit,
      tree: { as: "layer", fill: (filling, openOwn) => this.#fill(filling, { source, ref, context, openOwn }) },
      async [Symbol.asyncDispose]() {},
    };
  }

  /** Removes what an engine that was killed left. To be called once, at the start. */
  async recover(): Promise<void> {
    await rm(this.#deps.path, { recursive: true, force: true });
  }

  /** A whole commit is known without asking. */
  async #find(op: Op, source: GitSource, context: SourceContext): Promise<RemoteRef> {
    const { ref, remote } = source;
    if (isCommit(ref)) return { commit: ref, name: undefined };
    return await this.#withGit(op, source, context, async (git, folder) => {
      const ask = ref === "" ? ["--symref", "--", remote, "HEAD"] : ["--", remote, ref, `${ref}^{}`];
      const listing = await git.run(op, folder, ["ls-remote", ...ask]).catch((error: unknown) => {
        throw wrapped(`failed to fetch remote ${redacted(remote)}`, error);
      });
      if (ref !== "") return findRef(listing, ref);
      const found = defaultBranch(listing);
      if (found !== undefined) return found;
      throw new BuildError("not-found", `could not find default branch for repository: ${redacted(remote)}`);
    });
  }

  async #fill(
    op: Op,
    {
      source,
      ref,
      context,
      openOwn,
    }: { source: GitSource; ref: RemoteRef; context: SourceContext; openOwn(op: Op): Promise<Fd> },
  ): Promise<void> {
    await this.#withGit(op, source, context, async (git, temporary) => {
      const folder = join(temporary, "work");
      await checkOut(op, git, { source, ref, folder });
      const subdir = await checkedSubdir(folder, source.subdir);
      const selection = { includePatterns: [], excludePatterns: [], followPaths: [] };
      using root = new FdHandle(await openOwn(op));
      const actions = [copyOut(subdir, source.keepGitDir && subdir === "/")];
      await this.#deps.worker.apply(op, { root: root.fd, trees: [{ at: "folder", path: folder, selection }], actions });
    });
  }

  /** Runs `work` with git and a folder that goes afterwards. */
  async #withGit<T>(
    op: Op,
    source: GitSource,
    { session, output, vertex }: SourceContext,
    work: (git: GitProgram, folder: string) => Promise<T>,
  ): Promise<T> {
    await mkdir(this.#deps.path, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(this.#deps.path, "checkout-"));
    try {
      await using ssh = await sshAccess(op, { source, session, folder });
      const authorization = await authorizationFor(op, source, session);
      const home = join(folder, "home");
      await mkdir(home);
      return await work(new GitProgram({ home, authorization, output, ...ssh }), folder);
    } catch (error) {
      throw error instanceof BuildError ? withVertex(error, vertex) : error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function withVertex(error: BuildError, vertex: BuildError["vertex"]): BuildError {
  return new BuildError(error.kind, error.message, { vertex, cause: error });
}

/** The files of a commit become the tree; git's own folders, those of submodules too, only where they are wanted. */
function copyOut(source: string, keepGitDir: boolean): OpenCopy {
  const excludePatterns = keepGitDir ? [] : ["**/.git"];
  return { ...plainCopyRules, from: 0, source, destination: "/", contentsOnly: true, excludePatterns };
}

async function authorizationFor(
  op: Op,
  source: GitSource,
  session: Session,
): Promise<{ scope: string; header: string } | undefined> {
  if (isSsh(source.remote)) return undefined;
  for (const { id, isToken } of secretNames(source)) {
    const secret = await session.secret(op, id);
    if (secret === undefined) continue;
    const text = Buffer.from(secret).toString("utf8").trim();
    const value = isToken ? `basic ${Buffer.from(`x-access-token:${text}`).toString("base64")}` : text;
    return { scope: tokenScope(source.remote), header: `Authorization: ${value}` };
  }
  return undefined;
}

interface SshAccess extends AsyncDisposable {
  readonly sshCommand: string;
  readonly sshAuthSocket: string | undefined;
}

/** ssh reads no configuration and no keys of this host: only the client's agent opens a remote. */
async function sshAccess(
  op: Op,
  { source, session, folder }: { source: GitSource; session: Session; folder: string },
): Promise<SshAccess> {
  const hosts = join(folder, "known_hosts");
  await writeFile(hosts, source.knownHosts ?? "", { mode: 0o600 });
  const check = source.knownHosts === undefined ? "accept-new" : "yes";
  const sshCommand = `ssh -F /dev/null -o UserKnownHostsFile=${hosts} -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=${check} -o IdentityFile=none -o BatchMode=yes`;
  const id = source.sshId ?? "default";
  if (!isSsh(source.remote) || !(await session.hasSshAgent(op, id)))
    return { sshCommand, sshAuthSocket: undefined, async [Symbol.asyncDispose]() {} };
  using base = new FdHandle(openRoot(folder));
  const mount = { type: "ssh", id, required: true, target: "", mode: 0o600, owner: { uid: 0, gid: 0 } } as const;
  const agent = await serveAgent(op, session, { base: base.fd, at: "agent/socket", mount });
  return {
    sshCommand,
    sshAuthSocket: join(folder, "agent/socket"),
    async [Symbol.asyncDispose]() {
      await agent[Symbol.asyncDispose]();
    },
  };
}
