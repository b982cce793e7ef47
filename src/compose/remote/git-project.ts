import { spawn } from "node:child_process";
import { realpathSync, statSync } from "node:fs";
import { isAbsolute, join, normalize, relative } from "node:path";
import { type Op, throwIfEnded } from "#base/op.ts";
import { type GitUrl, parseGitUrl } from "#formats/git-url/parse.ts";
import { ComposeError } from "../errors.ts";
import { fileError } from "../file/file-access.ts";
import type { ResourceLoader } from "../file/resources.ts";
import { mainFileNames } from "../project/find-files.ts";
import { cacheFolder, checkEnabled, fillFolder, isCached } from "./cache-folder.ts";

type Env = Readonly<Record<string, string | undefined>>;

interface Checkout {
  readonly folder: string;
  readonly file: string;
}

/** Projects in git repositories: `https://HOST/NAME.git#REF:FOLDER`. */
export function gitProjects(env: Env): ResourceLoader {
  const known = new Map<string, Checkout>();
  const urlOf = (reference: string): GitUrl | undefined => {
    try {
      return parseGitUrl(reference);
    } catch {
      return undefined;
    }
  };
  return {
    accepts: (reference) => urlOf(reference) !== undefined,
    pathOf: (reference) => known.get(reference)?.file,
    async fetch(op, reference) {
      checkEnabled(env, "COMPOSE_EXPERIMENTAL_GIT_REMOTE", "git");
      known.set(reference, await checkedOut(op, { reference, url: urlOf(reference)! }, env));
    },
    folderOf: (reference) => known.get(reference)?.folder ?? "",
  };
}

interface Wanted {
  readonly reference: string;
  readonly url: GitUrl;
}

async function checkedOut(op: Op, wanted: Wanted, env: Env): Promise<Checkout> {
  const { remote, subdir } = wanted.url;
  const git = new Git(op, env);
  const commit = await commitOf(git, wanted);
  const folder = join(cacheFolder(env), commit);
  if (!isCached(folder))
    await fillFolder(folder, async (path) => {
      for (const args of [
        ["init", "--quiet"],
        ["remote", "add", "--", "origin", remote],
        ["fetch", "--quiet", "--depth=1", "origin", commit],
        ["checkout", "--quiet", commit],
      ]) {
        const { exitCode } = await git.run(args, path);
        if (exitCode !== 0) throw new ComposeError(`exit status ${exitCode}`);
      }
    });
  return { folder, file: fileIn(folder, subdir) };
}

async function commitOf(git: Git, { reference, url: { remote, ref } }: Wanted): Promise<string> {
  const isCommit = (text: string): boolean => /^[a-f0-9]{40}$/.test(text);
  if (isCommit(ref)) return ref;
  const { exitCode, output } = await git.run(["ls-remote", "--exit-code", "--", remote, ref || "HEAD"]);
  if (exitCode === 2)
    throw new ComposeError(
      `repository does not contain ref ${reference}, output: ${JSON.stringify(output)}: exit status 2`,
    );
  if (exitCode !== 0) throw new ComposeError(`failed to access repository at ${remote}:\n ${output}\n`);
  if (output.length < 40) throw new ComposeError(`unexpected git command output: ${JSON.stringify(output)}`);
  const commit = output.slice(0, 40);
  if (!isCommit(commit)) throw new ComposeError(`invalid commit sha ${JSON.stringify(commit)}`);
  return commit;
}

/** The file of the project in a folder of the repository, which nothing leads out of. @throws ComposeError */
function fileIn(folder: string, subdir: string): string {
  const below = normalize(subdir || ".");
  if (isAbsolute(below) || /^.:/.test(below))
    throw new ComposeError(`git subdirectory must be relative, got: ${subdir}`);
  if (isAbove(below)) throw new ComposeError(`git subdirectory path traversal detected: ${subdir}`);
  const wanted = join(folder, below);
  const kind = statSync(wanted, { throwIfNoEntry: false });
  if (kind === undefined) throw fileError({ code: "ENOENT" }, "stat", wanted);
  const files = kind.isDirectory() ? mainFileNames.map((name) => join(wanted, name)) : [wanted];
  const file = files.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  if (file === undefined) throw new ComposeError("not found");
  if (isAbove(relative(realpathSync(folder), realpathSync(file))))
    throw new ComposeError(`git subdirectory escapes base directory: ${subdir}`);
  return file;
}

const isAbove = (path: string): boolean => path === ".." || path.startsWith("../") || path.startsWith("..\\");

interface GitResult {
  readonly exitCode: number;
  readonly output: string;
}

/** The host's own git, which asks nobody anything. */
class Git {
  readonly #env: Record<string, string | undefined>;

  constructor(
    readonly op: Op,
    env: Env,
  ) {
    const ssh = env["GIT_SSH"] || env["GIT_SSH_COMMAND"] || "ssh -o ControlMaster=no -o BatchMode=yes";
    this.#env = {
      ...env,
      GIT_TERMINAL_PROMPT: env["GIT_TERMINAL_PROMPT"] || "0",
      ...(env["GIT_SSH"] ? {} : { GIT_SSH_COMMAND: ssh }),
    };
  }

  run(args: readonly string[], folder?: string): Promise<GitResult> {
    throwIfEnded(this.op);
    const { promise, resolve, reject } = Promise.withResolvers<GitResult>();
    const child = spawn("git", args, {
      cwd: folder,
      env: this.#env,
      stdio: ["ignore", "pipe", "pipe"],
      signal: this.op.signal,
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => reject(new ComposeError(`git: ${error.message}`)));
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }));
    return promise;
  }
}
