import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContainerSpec } from "#client/container-create.ts";
import { command, run } from "../commands/container/create.ts";
import { parseFlags } from "../flags/parse.ts";
import { recordingIo, scriptedClient } from "../io/fake.ts";
import golden from "./testdata/create-requests.json";

/** What Docker's own client 28.5 sends and says for a command line; `@DIR@` is a folder of the machine it was recorded on. */
interface RecordedCase {
  readonly line: string;
  readonly error?: string;
  readonly query?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly host?: Readonly<Record<string, unknown>>;
  readonly endpoints?: unknown;
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), "spec-")));
const before = { folder: process.cwd(), home: process.env["HOME"] };

beforeAll(() => {
  mkdirSync(join(folder, "cwd"));
  writeFileSync(join(folder, "envf"), 'A=1\n# c\n  B=2 \nHOME\nNOSUCH\nC=a#b\nD="q"\n');
  writeFileSync(join(folder, "labf"), "x=1\n#c\ny\n");
  writeFileSync(join(folder, "sec.json"), '{ "defaultAction": "SCMP_ACT_ALLOW" , "syscalls":[] }');
  process.chdir(join(folder, "cwd"));
  process.env["HOME"] = join(folder, "home");
});

afterAll(() => {
  process.chdir(before.folder);
  process.env["HOME"] = before.home;
  rmSync(folder, { recursive: true });
});

/** The words of a line, of which single quotes hold some together. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));
}

function expectedBody({ config, host, endpoints }: RecordedCase): unknown {
  const { HostConfig, NetworkingConfig, ...rest } = golden.base;
  const network = endpoints === undefined ? NetworkingConfig : { EndpointsConfig: endpoints };
  return JSON.parse(
    JSON.stringify({ ...rest, ...config, HostConfig: { ...HostConfig, ...host }, NetworkingConfig: network }),
  );
}

const cases = JSON.parse(JSON.stringify(golden.cases).replaceAll("@DIR@", folder)) as RecordedCase[];

for (const recorded of cases) {
  test(`create ${recorded.line.replaceAll(folder, "")}`, async () => {
    rmSync(join(folder, "cid1"), { force: true });
    const { client, requests } = scriptedClient([{ status: 201, json: { Id: "a".repeat(64), Warnings: [] } }]);
    const io = recordingIo();
    let error: string | undefined;
    try {
      const parsed = parseFlags(command.flags, words(recorded.line), { interspersed: false });
      const invocation = { flags: parsed.values, args: parsed.args, changed: parsed.changed };
      await run(io.op, io, client, invocation as never);
    } catch (thrown) {
      error = (thrown as Error).message;
    }
    if (recorded.error !== undefined) {
      expect(recorded.error).toStartWith(error ?? "no error");
      return;
    }
    expect(error).toBeUndefined();
    const [request] = requests;
    expect(request?.path.split("?")[1] ?? "").toBe(recorded.query ?? "");
    expect(JSON.parse(JSON.stringify(request?.json as ContainerSpec))).toEqual(expectedBody(recorded) as never);
  });
}

test("the engine's socket is mounted, and the user's credentials come along unless there is a folder for them", async () => {
  const created = { status: 201, json: { Id: "a".repeat(64), Warnings: [] } };
  const asked = async (argv: readonly string[], auths: object) => {
    const { client, requests } = scriptedClient([created, {}]);
    const io = recordingIo({ config: { auths } as never });
    const parsed = parseFlags(command.flags, argv, { interspersed: false });
    const invocation = { flags: parsed.values, args: parsed.args, changed: parsed.changed };
    await run(io.op, io, client, invocation as never);
    const { Env, HostConfig } = requests[0]!.json as ContainerSpec;
    return { Env, Mounts: HostConfig?.Mounts, later: requests.slice(1).map(({ method, path }) => `${method} ${path}`) };
  };
  const socket = { Type: "bind", Source: "/var/run/docker.sock", Target: "/var/run/docker.sock", BindOptions: {} };
  const known = { "reg.example": { auth: "dTpw" } };
  expect(await asked(["--use-api-socket", "-e", "A=1", "busybox"], known)).toEqual({
    ...{ Env: ["A=1", "DOCKER_CONFIG=/run/secrets/docker"], Mounts: [socket] },
    later: [`PUT /containers/${"a".repeat(64)}/archive?noOverwriteDirNonDir=true&path=%2F`],
  });
  expect(await asked(["--use-api-socket", "-e", "DOCKER_CONFIG=/x", "busybox"], known)).toMatchObject({
    ...{ Env: ["DOCKER_CONFIG=/x"], later: [] },
  });
  expect(await asked(["--use-api-socket", "busybox"], {})).toEqual({ Env: null, Mounts: [socket], later: [] });
});
