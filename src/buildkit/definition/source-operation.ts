import { EngineError, notSupported } from "#base/errors.ts";
import type {
  GitSource,
  HttpSource,
  LocalSource,
  ResultSource,
  SourceOperation,
} from "#core/build/source-operations.ts";
import type { SourceOp } from "../gen/ops.gen.ts";
import { resultScheme } from "./result-definition.ts";

type Attributes = Readonly<Record<string, string>>;

/** What a source of a client's graph brings (solver/pb/attr.go). @throws invalid-argument · not-implemented */
export function sourceOperation({ identifier, attrs }: SourceOp): SourceOperation {
  const [, scheme = "", rest = ""] = /^([a-z-]+):\/\/(.*)$/s.exec(identifier) ?? [];
  if (identifier.startsWith(resultScheme)) return result(rest);
  switch (scheme) {
    case "git":
      return git(rest, new Reader(identifier, attrs));
    case "http":
    case "https":
      return http(identifier, new Reader(identifier, attrs));
    case "local":
      return local(rest, new Reader(identifier, attrs));
    default:
      throw notSupported(`LLB definitions of clients (source ${identifier})`);
  }
}

function result(id: string): ResultSource {
  return { kind: "result", id };
}

/** `HOST/PATH#REF:SUBDIR`, without what protocol it goes by; that says the whole URL. */
function git(place: string, read: Reader): GitSource {
  const [path = "", fragment = ""] = place.split("#", 2);
  const [ref = "", subdir = ""] = fragment.split(/:(.*)/s, 2);
  const mtime = read.optional("git.mtime");
  if (mtime !== undefined && mtime !== "checkout" && mtime !== "commit") throw read.invalid("git.mtime");
  const remote = read.optional("git.fullurl") ?? `https://${path}`;
  if (ref.startsWith("-") || remote.startsWith("-")) throw read.invalid("ref");
  const operation: GitSource = {
    kind: "git",
    remote,
    ref,
    subdir,
    keepGitDir: read.flag("git.keepgitdir"),
    submodules: !read.flag("git.skipsubmodules"),
    ...read.named("checksum", "git.checksum"),
    ...(mtime === undefined ? {} : { mtime }),
    ...(read.flag("git.fetchbycommit") ? { fetchByCommit: true } : {}),
    ...read.named("authTokenSecret", "git.authtokensecret"),
    ...read.named("authHeaderSecret", "git.authheadersecret"),
    ...read.named("sshId", "git.mountsshsock"),
    ...read.named("knownHosts", "git.knownsshhosts"),
  };
  read.refuseOthers();
  return operation;
}

function http(url: string, read: Reader): HttpSource {
  const mode = read.optional("http.perm");
  const [uid, gid] = [read.optional("http.uid"), read.optional("http.gid")];
  const operation: HttpSource = {
    kind: "http",
    url,
    ...read.named("checksum", "http.checksum"),
    ...read.named("fileName", "http.filename"),
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) & 0o7777 }),
    ...(uid === undefined && gid === undefined ? {} : { owner: { uid: Number(uid ?? 0), gid: Number(gid ?? 0) } }),
    ...read.named("authHeaderSecret", "http.authheadersecret"),
  };
  read.refuseOthers();
  return operation;
}

function local(name: string, read: Reader): LocalSource {
  const operation: LocalSource = {
    kind: "local",
    name,
    sharedKeyHint: read.optional("local.sharedkeyhint") ?? name,
    selection: {
      includePatterns: read.list("local.includepattern"),
      excludePatterns: read.list("local.excludepatterns"),
      followPaths: read.list("local.followpaths"),
    },
  };
  // Names the run of the client, so that its files are read anew: they always are. How files are compared is our own.
  for (const name of ["local.unique", "local.differ", "local.metadatatransfer"]) read.optional(name);
  read.refuseOthers();
  return operation;
}

/** Attributes of a source, of which none is passed over. */
class Reader {
  readonly #identifier: string;
  readonly #left: Map<string, string>;

  constructor(identifier: string, attributes: Attributes) {
    this.#identifier = identifier;
    this.#left = new Map(Object.entries(attributes));
  }

  optional(name: string): string | undefined {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value === "" ? undefined : value;
  }

  /** As the property of an object; none where there is no such attribute. */
  named<Key extends string>(key: Key, name: string): Partial<Record<Key, string>> {
    const value = this.optional(name);
    return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
  }

  flag(name: string): boolean {
    return this.optional(name) === "true";
  }

  /** @throws invalid-argument */
  list(name: string): string[] {
    const text = this.optional(name);
    if (text === undefined) return [];
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw this.invalid(name);
    }
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw this.invalid(name);
    return value as string[];
  }

  invalid(name: string): EngineError {
    return new EngineError("invalid-argument", `invalid ${name} of source ${this.#identifier}`);
  }

  /** @throws not-implemented */
  refuseOthers(): void {
    for (const name of this.#left.keys())
      throw notSupported(`LLB definitions of clients (attribute ${name} of source ${this.#identifier})`);
  }
}
