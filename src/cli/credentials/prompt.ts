import type { Op } from "#base/op.ts";
import { isTrueWord } from "#base/strconv.ts";
import { printNote } from "../format/note.ts";
import type { Io } from "../io/io.ts";
import { LineInput } from "../io/line-input.ts";
import { type Credential, noCredential } from "./credential.ts";
import { hubKey } from "./keys.ts";

const hubHint =
  "Log in with your Docker ID or email address to push and pull images from Docker Hub. If you don't have a Docker ID, head over to https://hub.docker.com/ to create one.";
const tokenHint =
  "You can log in with your password or a Personal Access Token (PAT). Using a limited-scope PAT grants better security and is required for organizations using SSO. Learn more at https://docs.docker.com/go/access-tokens/";

export interface CredentialQuestion {
  readonly key: string;
  /** Empty parts are asked for. */
  readonly username: string;
  readonly password: string;
  /** The user name that an empty answer stands for. */
  readonly known: string;
}

/** Whether the user wants to be led to Docker Hub's page by the terminal. */
export function mayAsk(io: Io): boolean {
  return !isTrueWord(io.env["DOCKER_CLI_DISABLE_OAUTH_LOGIN"] ?? "");
}

/** Asks for what is missing of a credential. @throws Error in Docker's words when nothing is answered */
export async function askForCredential(op: Op, io: Io, question: CredentialQuestion): Promise<Credential> {
  const asked = { username: question.username.trim(), password: question.password };
  const input = asked.username === "" || asked.password.trim() === "" ? new LineInput(op, io) : undefined;
  try {
    if (input !== undefined && asked.username === "") asked.username = await askName(io, input, question);
    if (input !== undefined && asked.password.trim() === "") asked.password = await askPassword(io, input, question);
  } finally {
    await input?.close();
  }
  return { ...noCredential, ...asked, serveraddress: question.key };
}

async function askName(io: Io, input: LineInput, { key, known }: CredentialQuestion): Promise<string> {
  if (key === hubKey) {
    io.stdout.write(`${hubHint}\n`);
    if (hintsEnabled(io)) io.stdout.write(`${tokenHint}\n\n`);
  }
  const name = (await input.ask(known === "" ? "Username: " : `Username (${known}): `)) || known;
  if (name === "") throw new Error("Error: Non-null Username Required");
  return name;
}

async function askPassword(io: Io, input: LineInput, { key }: CredentialQuestion): Promise<string> {
  if (key === hubKey) {
    const page = "\x1b[4mhttps://app.docker.com/settings\x1b[0m";
    printNote(io.stderr, `A Personal Access Token (PAT) can be used instead.\nTo create a PAT, visit ${page}\n\n`);
  }
  const password = await input.askSecretly("Password: ");
  if (password === "") throw new Error("Error: Password Required");
  return password;
}

function hintsEnabled(io: Io): boolean {
  return !/^(?:0|f|F|FALSE|false|False)$/.test(io.env["DOCKER_CLI_HINTS"] ?? "");
}
