import { afterAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { busyboxLayer, imageArchive, tarOf } from "../../tools/docker-archive.ts";
import { SeededRandom } from "../support/random.ts";
import { BuildGround } from "./build-ground.ts";

// What a build may ask for, what its cache may believe, and what it must not leave behind.

const opened = BuildGround.open();
afterAll(async () => (await opened)[Symbol.asyncDispose](), 60_000);

test("no other frontend, and nothing privileged that client and daemon have not both granted (CVE-2024-23653)", async () => {
  const ground = await opened;
  const privileged = "FROM busybox\nRUN --security=insecure cat /proc/self/status\n";
  const said = async (dockerfile: string, ...args: string[]): Promise<string> => {
    const { code, stderr } = await ground.build({ dockerfile, args });
    return `${code} ${stderr}`;
  };
  expect(await said("# syntax=evil.example/frontend\nFROM busybox\n")).toMatch(
    /^1 .*not supported: the build frontend/s,
  );
  expect(await said(privileged)).toMatch(/^1 .*security\.insecure is not allowed/s);
  expect(await said(privileged, "--allow", "security.insecure")).toMatch(/^1 .*security\.insecure is not allowed/s);
  expect(await said("FROM busybox\nRUN --network=host true\n")).toMatch(/^1 .*network\.host is not allowed/s);
});

test("nonsense sent to every door of the builder leaves the engine well (CVE-2024-23650)", async () => {
  const { engine } = await opened;
  const random = new SeededRandom(41);
  const paths = [
    "/build?version=2&remote=client-session",
    "/build?dockerfile=../../../etc/passwd",
    "/build?buildargs=%7B&labels=%5B&cachefrom=1",
    "/build?remote=http%3A%2F%2F%5B%3A%3A&outputs=%7B%7D&platform=%00",
    "/build?memory=-1&shmsize=x&ulimits=%5B%7B%7D%5D&target=%FF",
    "/build/solve",
    "/build/cancel?id=../x",
    "/build/prune?filters=%7B%22a%22%3A1%7D",
    "/grpc",
    "/session",
  ];
  const upgrade = { Connection: "Upgrade", Upgrade: "h2c" };
  for (let round = 0; round < 30; round++)
    for (const path of paths) {
      const headers = round % 2 === 0 ? {} : upgrade;
      const body = random.bytes(random.pick([0, 1, 20, 500, 5_000]));
      await engine.request("POST", path, { body, headers, timeoutMs: 10_000 }).catch(() => undefined);
    }
  const deep = `{"name":"build","frontend":${"[".repeat(5_000)}`;
  await engine.request("POST", "/build/solve", { body: deep, timeoutMs: 10_000 }).catch(() => undefined);
  expect(await engine.answers()).toBe(true);
  expect((await (await opened).build({ dockerfile: "FROM busybox\nRUN true\n" })).code).toBe(0);
});

test("an image with the history of a build is no cache of it (CVE-2024-24557)", async () => {
  const { engine } = await opened;
  const dockerfile = 'FROM busybox\nRUN echo good > /f\nCMD ["cat", "/f"]\n';
  const evil = imageArchive({
    tags: ["evil"],
    layers: [busyboxLayer(), tarOf({ f: { file: "evil\n" } })],
    config: { Cmd: ["cat", "/f"] },
  });
  await engine
    .load(
      Buffer.from(
        evil.toString("latin1").replaceAll('"created_by":"gantry"', '"created_by":"/bin/sh -c echo good > /f"'),
        "latin1",
      ),
    )
    .catch(() => undefined);
  for (const path of ["/build?t=built", "/build?t=built&cachefrom=%5B%22evil%22%5D"]) {
    const { status } = await engine.request("POST", path, { body: tarOf({ Dockerfile: { file: dockerfile } }) });
    expect(status).toBe(200);
    expect((await engine.docker(["run", "--rm", "built"])).stdout).toBe("good\n");
  }
});

test("every instruction counts for the cache, also of an image from nothing (CVE-2024-24557)", async () => {
  const { engine } = await opened;
  const idOf = async (line: string, query: string): Promise<string> => {
    const body = tarOf({ Dockerfile: { file: `FROM scratch\n${line}\nLABEL last=one\n` } });
    await engine.request("POST", `/build?t=counted${query}`, { body });
    return (await engine.json<{ Id: string }>("GET", "/images/counted/json")).Id;
  };
  const lines = [
    "HEALTHCHECK CMD a",
    "HEALTHCHECK CMD b",
    "HEALTHCHECK NONE",
    "ONBUILD RUN a",
    "ONBUILD RUN b",
    "STOPSIGNAL 9",
  ];
  const more = [
    "STOPSIGNAL 15",
    'SHELL ["a"]',
    'SHELL ["b"]',
    "EXPOSE 1",
    "VOLUME /v",
    "USER 1",
    "ENV a=1",
    "ENTRYPOINT a",
  ];
  const ids: string[] = [];
  for (const line of [...lines, ...more]) ids.push(await idOf(line, ""));
  expect(new Set(ids).size).toBe(ids.length);
});

test("secrets are in no layer, history, cache, log or state", async () => {
  const ground = await opened;
  const { engine } = ground;
  const secret = "KANARIENVOGEL-4711";
  const dockerfile = `FROM busybox
RUN --mount=type=secret,id=s grep -q 4711 /run/secrets/s
RUN --mount=type=secret,id=s,target=/etc/secret,mode=0444 grep -q 4711 /etc/secret && touch /after
RUN --mount=type=secret,id=e,env=SECRET test "$(echo $SECRET | cut -c15-)" = 4711
RUN test "$(echo $HTTP_PROXY | cut -c15-)" = 4711 && touch /proxied
RUN ! test -e /run/secrets/s
`;
  const args = [
    "-t",
    "with-secrets",
    "--secret",
    "id=s,src=token",
    "--secret",
    "id=e,env=E",
    "--build-arg",
    "HTTP_PROXY",
  ];
  const folder = `${engine.paths.folder}/canary`;
  const given = args.map((arg) => arg.replace("src=token", `src=${folder}/token`));
  execFileSync("sh", ["-c", `printf %s ${secret} > ${folder}/token`]);
  const { code, stdout, stderr } = await ground.build({
    dockerfile,
    args: given,
    env: { E: secret, HTTP_PROXY: secret },
  });
  execFileSync("rm", [`${folder}/token`]);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout + stderr).not.toContain(secret);
  const saved = await engine.request("GET", "/images/with-secrets/get");
  expect(saved.body.includes(secret)).toBe(false);
  const { dataRoot, execRoot } = engine.paths;
  const found = await engine.namespace.run([
    "grep",
    "-rlaF",
    "--devices=skip",
    secret,
    dataRoot,
    execRoot,
    `${engine.paths.folder}/log`,
  ]);
  expect(found.stdout).toBe("");
});
