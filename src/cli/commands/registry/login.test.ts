import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ScriptedAnswer } from "../../io/fake.ts";
import { type CommandResult, runCommand } from "../../io/run-command.ts";
import * as login from "./login.ts";
import * as logout from "./logout.ts";

const folder = mkdtempSync(join(tmpdir(), "login-"));
afterAll(() => rmSync(folder, { recursive: true }));

const succeeded = { json: { Status: "Login Succeeded" } };
const insecure = "WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n";

interface Surroundings {
  readonly input?: string;
  readonly typing?: boolean;
  readonly place?: string;
  readonly auths?: Record<string, { readonly auth?: string }>;
  readonly env?: Record<string, string>;
}

function runLogin(
  argv: readonly string[],
  answers: readonly ScriptedAnswer[],
  { place = mkdtempSync(join(folder, "c-")), auths = {}, ...io }: Surroundings = {},
): Promise<CommandResult> {
  return runCommand(login, argv, { answers, io: { ...io, configFolder: place, config: { auths } } });
}

test("a password from standard input loses its line end and is kept under the host", async () => {
  const place = mkdtempSync(join(folder, "c-"));
  const options = { input: "p:q\r\n", place };
  const result = await runLogin(["-u", "jane", "--password-stdin", "https://r.x:5000/v1/"], [succeeded], options);
  expect(result).toMatchObject({ code: 0, out: "Login Succeeded\n" });
  expect(result.requests[0]).toMatchObject({
    method: "POST",
    path: "/auth",
    json: { username: "jane", password: "p:q", serveraddress: "r.x:5000" },
  });
  expect(result.err).toBe(
    `\nWARNING! Your credentials are stored unencrypted in '${place}/config.json'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`,
  );
  expect(JSON.parse(readFileSync(`${place}/config.json`, "utf8"))).toEqual({
    auths: { "r.x:5000": { auth: Buffer.from("jane:p:q").toString("base64") } },
  });
});

test("an identity token is kept in the place of the password", async () => {
  const place = mkdtempSync(join(folder, "c-"));
  const answer = { json: { Status: "Login Succeeded", IdentityToken: "tok" } };
  const result = await runLogin(["-u", "jane", "-p", "x"], [answer], { place });
  expect(result.err).toBe(insecure);
  expect(JSON.parse(readFileSync(`${place}/config.json`, "utf8"))).toEqual({
    auths: { "https://index.docker.io/v1/": { auth: "amFuZTo=", identitytoken: "tok" } },
  });
});

test("what is missing without a terminal is refused in Docker's words", async () => {
  const refusal = async (...argv: string[]) => (await runLogin(argv, [])).err;
  expect(await refusal("-p", "x", "--password-stdin")).toBe(
    "conflicting options: cannot specify both --password and --password-stdin",
  );
  expect(await refusal("--password-stdin")).toBe("the --password-stdin option requires --username to be set");
  expect(await refusal("-u", "x")).toBe("Error: Cannot perform an interactive login from a non TTY device");
  expect(await refusal()).toBe("Error: Cannot perform an interactive login from a non TTY device");
});

test("on a terminal it asks for what is missing", async () => {
  const both = await runLogin(["r.x"], [succeeded], { typing: true, input: "jane \nse\x7fecret\n" });
  expect(both).toMatchObject({ code: 0, out: "Username: Password: \nLogin Succeeded\n" });
  expect(both.requests[0]?.json).toEqual({ username: "jane", password: "secret", serveraddress: "r.x" });
  const none = await runLogin(["r.x"], [], { typing: true, input: "\n" });
  expect(none).toMatchObject({ code: 1, err: "Error: Non-null Username Required" });
  const empty = await runLogin(["r.x"], [], { typing: true, input: "jane\n\n" });
  expect(empty).toMatchObject({ code: 1, err: "Error: Password Required" });
  const left = await runLogin(["r.x"], [], { typing: true, input: "jane\nab\x03" });
  expect(left).toMatchObject({ code: 0, err: "" });
});

test("Docker Hub's login by web page is refused before it asks", async () => {
  const io = { typing: true, input: "jane\nx\n" };
  const result = await runLogin([], [succeeded], io);
  expect(result.err).toStartWith("Web-based login is not supported - falling back to command line login...\n\n");
  expect(result.out).toStartWith("Log in with your Docker ID or email address");
  const never = await runLogin([], [succeeded], { ...io, env: { DOCKER_CLI_DISABLE_OAUTH_LOGIN: "1" } });
  expect(never.err).not.toContain("Web-based");
});

test("stored credentials are tried first", async () => {
  const auths = { "r.x": { auth: Buffer.from("jane:x").toString("base64") } };
  const good = await runLogin(["r.x"], [succeeded], { auths });
  expect(good.err).toBe(
    "Authenticating with existing credentials... [Username: jane]\n\n Info -> To login with a different account, run 'docker logout' followed by 'docker login'\n\n\n",
  );
  const stale = await runLogin(["r.x"], [{ status: 401, json: { message: "no" } }], { auths });
  expect(stale.err).toEndWith(
    "Stored credentials invalid or expired\nError: Cannot perform an interactive login from a non TTY device",
  );
});

test("logout forgets a registry under all names it may have", async () => {
  const place = mkdtempSync(join(folder, "c-"));
  const auths = Object.fromEntries(["r.x", "https://r.x", "s.x"].map((key) => [key, { auth: "YTpi" }]));
  await Bun.write(`${place}/config.json`, JSON.stringify({ auths }));
  const io = { config: { auths }, configFolder: place };
  const result = await runCommand(logout, ["https://r.x/v1/"], { answers: [], io });
  expect(result).toMatchObject({ code: 0, out: "Removing login credentials for r.x\n", err: "" });
  expect(JSON.parse(readFileSync(`${place}/config.json`, "utf8"))).toEqual({ auths: { "s.x": { auth: "YTpi" } } });
});

test("logout says which credentials a helper did not erase", async () => {
  const io = { config: { credsStore: "gone" }, env: { PATH: folder }, configFolder: folder };
  const result = await runCommand(logout, [], { answers: [], io });
  expect(result).toMatchObject({ code: 0, out: "Removing login credentials for https://index.docker.io/v1/\n" });
  expect(result.err).toBe(
    'WARNING: could not erase credentials:\nhttps://index.docker.io/v1/: error erasing credentials - err: exec: "docker-credential-gone": executable file not found in $PATH, out: ``\n',
  );
});
