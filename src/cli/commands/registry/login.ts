import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { isStatus } from "#client/errors.ts";
import { type RegistryLoginAnswer, registryLogin } from "#client/registry-login.ts";
import { atMost } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { type Credential, credentialJson, noCredential } from "../../credentials/credential.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { warnAboutEnvironment } from "../../credentials/environment.ts";
import { hostnameOf, hubKey } from "../../credentials/keys.ts";
import { askForCredential, mayAsk } from "../../credentials/prompt.ts";
import { bool, string } from "../../flags/scalars.ts";
import { printNote } from "../../format/note.ts";
import type { Io } from "../../io/io.ts";
import { readInput } from "../../io/read-input.ts";

export const command = {
  usage: "[OPTIONS] [SERVER]",
  arguments: atMost(1),
  flags: {
    password: string({ short: "p", usage: "Password or access token" }),
    "password-stdin": bool({ usage: "Take the password or access token from standard input" }),
    username: string({ short: "u", usage: "User name" }),
  },
  long: "Log in to a registry.\nWithout a server it is Docker Hub.",
} satisfies Command;

interface Login {
  readonly key: string;
  readonly username: string;
  readonly password: string;
}

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const password = await givenPassword(op, io, flags);
  warnAboutEnvironment(io);
  const [server = ""] = args;
  const key = server === "" || server === "docker.io" ? hubKey : hostnameOf(server);
  const login = { key, username: flags.username, password };
  const credentials = new Credentials(io);
  const status = await (login.username === "" && password === ""
    ? loginAgain(op, io, client, { credentials, login })
    : loginNew(op, io, client, { credentials, login }));
  if (status !== "") io.stdout.write(`${status}\n`);
});

interface GivenFlags {
  readonly username: string;
  readonly password: string;
  readonly "password-stdin": boolean;
}

async function givenPassword(op: Op, io: Io, flags: GivenFlags): Promise<string> {
  if (flags.password !== "") {
    if (flags["password-stdin"]) {
      throw new Error("conflicting options: cannot specify both --password and --password-stdin");
    }
    io.stderr.write("WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n");
  }
  if (!flags["password-stdin"]) return flags.password;
  if (flags.username === "") throw new Error("the --password-stdin option requires --username to be set");
  return (await readInput(op, io.stdin)).toString().replace(/\n$/, "").replace(/\r$/, "");
}

interface Attempt {
  readonly credentials: Credentials;
  readonly login: Login;
}

/** With what is stored; where that does not do, by asking. */
async function loginAgain(op: Op, io: Io, client: Client, attempt: Attempt): Promise<string> {
  const { credentials, login } = attempt;
  let stored = noCredential;
  try {
    stored = await credentials.storeFor(login.key).get(op, login.key);
    if (stored.username === "" || stored.password === "") throw new Error("no credentials");
    return await loginStored(op, io, client, { credentials, stored: { ...stored, serveraddress: login.key } });
  } catch (error) {
    if (error instanceof SaveError) throw error;
    return loginNew(op, io, client, attempt, stored.username);
  }
}

async function loginStored(
  op: Op,
  io: Io,
  client: Client,
  { credentials, stored }: { readonly credentials: Credentials; readonly stored: Credential },
): Promise<string> {
  io.stderr.write(`Authenticating with existing credentials... [Username: ${stored.username}]\n`);
  const hint = "To login with a different account, run 'docker logout' followed by 'docker login'";
  printNote(io.stderr, hint);
  io.stderr.write("\n\n");
  try {
    const answer = await registryLogin(op, client, credentialJson({ ...stored, identitytoken: "" }));
    return await keep(op, { credentials, credential: stored, answer });
  } catch (error) {
    if (error instanceof SaveError) throw error;
    const text = isStatus(error, 401)
      ? "Stored credentials invalid or expired"
      : `Login did not succeed, error: ${(error as Error).message}`;
    io.stderr.write(`${text}\n`);
    throw error;
  }
}

async function loginNew(op: Op, io: Io, client: Client, attempt: Attempt, known = ""): Promise<string> {
  const { credentials, login } = attempt;
  if ((login.username === "" || login.password === "") && !io.stdin.isTerminal) {
    throw new Error("Error: Cannot perform an interactive login from a non TTY device");
  }
  if (login.key === hubKey && login.username === "" && login.password === "" && mayAsk(io)) {
    io.stderr.write("Web-based login is not supported - falling back to command line login...\n\n");
  }
  const credential = await askForCredential(op, io, { ...login, known });
  const answer = await registryLogin(op, client, credentialJson(credential));
  return keep(op, { credentials, credential, answer });
}

interface Kept {
  readonly credentials: Credentials;
  readonly credential: Credential;
  readonly answer: RegistryLoginAnswer;
}

class SaveError extends Error {}

async function keep(op: Op, { credentials, credential, answer }: Kept): Promise<string> {
  const token = answer.IdentityToken ?? "";
  const kept = token === "" ? credential : { ...credential, password: "", identitytoken: token };
  try {
    await credentials.storeFor(kept.serveraddress).store(op, kept);
  } catch (error) {
    throw new SaveError(`Error saving credentials: ${(error as Error).message}`);
  }
  return answer.Status;
}
