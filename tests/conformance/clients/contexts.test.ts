import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Result, run } from "../../support/command.ts";
import { kindUnderTest } from "../../support/engine-kind.ts";
import { dockerClient, gantryExecutable } from "../../support/peers.ts";

/** A home folder for each client. Against dockerd the stock client plays both parts. */
const folder = mkdtempSync(join(tmpdir(), "c-"));
const clients = { own: kindUnderTest() === "dockerd" ? dockerClient() : gantryExecutable(), stock: dockerClient() };

beforeAll(() => {
  for (const [who, program] of Object.entries(clients)) {
    mkdirSync(join(folder, who, "bin"), { recursive: true });
    symlinkSync(program, join(folder, who, "bin/docker"));
  }
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "ca.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", ...files], {
    stdio: "ignore",
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function docker(who: keyof typeof clients, words: string, home: keyof typeof clients = who): Promise<object> {
  const env = { HOME: join(folder, home), DOCKER_HOST: undefined, DOCKER_CONFIG: undefined, FOLDER: folder };
  const script = `cd "$HOME" && exec "${join(folder, who, "bin/docker")}" ${words}`;
  const { code, stdout, stderr }: Result = await run(["sh", "-c", script], { env });
  const told = (text: string): string => text.replaceAll(join(folder, home), "HOME");
  return { code, stdout: told(stdout), stderr: told(stderr) };
}

const tls = "host=tcp://h:1,ca=$FOLDER/ca.pem,cert=$FOLDER/ca.pem,key=$FOLDER/key.pem,skip-tls-verify=1";
const lines = [
  "context ls",
  "context inspect",
  'context create one --docker host=tcp://192.0.2.1:1 --description "The first"',
  "context create one --docker host=tcp://192.0.2.1:1",
  "context create x",
  "context create bad --docker host",
  "context create bad --docker nokey=1",
  "context create bad --docker ca=/nosuch",
  `context create two --docker ${tls}`,
  "context create three --from two --description copied",
  "context create four",
  "context create five --from nosuch",
  "context ls",
  "context ls --format json",
  "context ls --format 'table {{.Name}}\\t{{.Current}}'",
  "context inspect one two nosuch",
  "context inspect -f '{{.Name}} {{.Metadata}} {{.Endpoints}} {{.TLSMaterial}}' one two",
  "context inspect -f '{{.Nope}}' one",
  "context use one",
  "context show",
  "context ls -q",
  "context update one --description changed",
  "context update default --description x",
  "context export two",
  "context export two",
  "context import six two.dockercontext",
  "context import seven /nosuch",
  "context inspect six",
  "context rm one",
  "context rm three nosuch",
  "context rm -f one",
  "context use nosuch",
  "context use",
  "-c nosuch context ls",
  "-c nosuch ps",
  "-c one -H tcp://h:1 ps",
  "-H tcp://h:1 context ls",
];

test("contexts are docker's, word by word and file by file", async () => {
  for (const line of lines)
    expect({ line, ...(await docker("own", line)) }).toEqual({ line, ...(await docker("stock", line)) });
  const files = async (who: string): Promise<string> => {
    const script = "cd $0/.docker && find . | sort | xargs stat -c '%a %n' && find . -type f | sort | xargs cat";
    return (await run(["sh", "-c", script, join(folder, who)])).stdout;
  };
  expect(await files("own")).toBe(await files("stock"));
}, 60_000);

test("each client reads what the other has written", async () => {
  await docker("stock", "context create theirs --docker host=tcp://192.0.2.2:2", "own");
  await docker("own", "context create ours --docker host=tcp://192.0.2.3:3 --description mine", "stock");
  for (const home of ["own", "stock"] as const) {
    for (const line of ["context ls", "context inspect theirs ours two", "context export two -"])
      if (!line.includes("export")) expect(await docker("own", line, home)).toEqual(await docker("stock", line, home));
  }
  await docker("own", "context export two ours.tar", "stock");
  expect(await docker("stock", "context import back ours.tar")).toMatchObject({ code: 0 });
});

test("keys that nobody knows stay in config.json, which is for its owner alone", async () => {
  if (kindUnderTest() === "dockerd") return; // Docker forgets them.
  const path = join(folder, "own/.docker/config.json");
  writeFileSync(path, JSON.stringify({ unknown: { a: [1] }, psFormat: "x" }));
  chmodSync(path, 0o644);
  await docker("own", "context use two");
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
    auths: {},
    unknown: { a: [1] },
    psFormat: "x",
    currentContext: "two",
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
