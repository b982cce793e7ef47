import type { Op } from "#base/op.ts";
import { parseJson } from "../values/parse-json.ts";

/** What a credential helper keeps for one server. */
export interface HelperEntry {
  readonly ServerURL: string;
  readonly Username: string;
  readonly Secret: string;
}

/** The text by which helpers say that they have nothing. @see docker-credential-helpers, credentials/error.go */
export const notFoundText = "credentials not found in native keychain";
/** Texts that stand for themselves in an error. */
const plainTexts = new Set(["no credentials server URL", "no credentials username"]);

type Verb = "get" | "store" | "erase" | "list";
const doing = { get: "getting", store: "storing", erase: "erasing", list: "listing" } as const;

/** A program `docker-credential-NAME`, spoken to in the protocol of such programs. */
export class CredentialHelper {
  readonly #program: string;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor(name: string, env: Readonly<Record<string, string | undefined>>) {
    this.#program = `docker-credential-${name}`;
    this.#env = env;
  }

  /** Undefined when it has nothing. @throws Error in Docker's words when the helper fails */
  async get(op: Op, server: string): Promise<HelperEntry | undefined> {
    const answer = await this.#run(op, "get", server);
    if (answer.failed !== undefined && answer.text === notFoundText) return undefined;
    const {
      ServerURL = "",
      Username = "",
      Secret = "",
    } = parseJson<Partial<HelperEntry>>(this.#checked("get", answer));
    return { ServerURL: ServerURL || server, Username, Secret };
  }

  async store(op: Op, entry: HelperEntry): Promise<void> {
    this.#checked("store", await this.#run(op, "store", `${JSON.stringify(entry)}\n`));
  }

  /** What is not there needs no erasing. */
  async erase(op: Op, server: string): Promise<void> {
    const answer = await this.#run(op, "erase", server);
    if (answer.text !== notFoundText) this.#checked("erase", answer);
  }

  /** User names by server. */
  async list(op: Op): Promise<Readonly<Record<string, string>>> {
    return parseJson(this.#checked("list", await this.#run(op, "list", "unused")));
  }

  #checked(verb: Verb, { text, failed }: Answer): string {
    if (failed === undefined) return text;
    const reason = plainTexts.has(text) ? text : failed;
    throw new Error(`error ${doing[verb]} credentials - err: ${reason}, out: \`${text}\``);
  }

  async #run(op: Op, verb: Verb, input: string): Promise<Answer> {
    const { spawn } = await import("node:child_process");
    const { signal } = op;
    const child = spawn(this.#program, [verb], {
      stdio: ["pipe", "pipe", "inherit"],
      env: this.#env as NodeJS.ProcessEnv,
      signal,
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    return await new Promise((resolve, reject) => {
      child.on("error", (error: NodeJS.ErrnoException) => {
        if (signal.aborted) reject(error);
        else resolve({ text: "", failed: startText(this.#program, error) });
      });
      child.on("close", (code, killedBy) => {
        resolve({ text: Buffer.concat(chunks).toString().trim(), failed: endText(code, killedBy) });
      });
    });
  }
}

interface Answer {
  /** What it printed, without the space around. */
  readonly text: string;
  /** How it failed, in Go's words. */
  readonly failed: string | undefined;
}

function startText(program: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return `exec: "${program}": executable file not found in $PATH`;
  return `exec: "${program}": ${error.code === "EACCES" ? "permission denied" : error.message}`;
}

function endText(code: number | null, killedBy: NodeJS.Signals | null): string | undefined {
  if (killedBy !== null) return `signal: ${killedBy}`;
  return code === 0 ? undefined : `exit status ${code}`;
}
