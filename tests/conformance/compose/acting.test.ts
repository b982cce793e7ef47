import { beforeAll, expect, test } from "bun:test";
import { ComposePair } from "../../support/compose-pair.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

const web = `
services:
  web:
    image: busybox
    command: sleep 7000
    stop_signal: SIGKILL
    scale: 2
    environment: {FROM: model}
    labels: {own: label}
    ports: ["127.0.0.1::80"]
    cap_add: [NET_ADMIN]
    cap_drop: [SYS_TIME]
    depends_on: {needed: {condition: service_healthy}}
    volumes: ["data:/data"]
    links: [needed]
  needed:
    image: busybox
    command: sleep 7000
    stop_signal: SIGKILL
    healthcheck: {test: "true", interval: 1s, start_interval: 100ms, start_period: 5s}
  ends:
    image: busybox
    command: "true"
    restart: always
    deploy: {restart_policy: {condition: any}}
    profiles: [once]
    secrets: [word]
volumes: {data: }
secrets: {word: {environment: WORD}}
`;

let pair: ComposePair;

beforeAll(async () => {
  pair = new ComposePair(await engine(), { "compose.yaml": web, "given.env": "G=file\nF=file\n", "a/file": "text\n" });
  await pair.both(["up", "-d"]);
}, 120_000);

const lines: readonly (readonly string[])[] = [
  ["exec", "-T", "web", "sh", "-c", "echo $FROM; echo err >&2; exit 6"],
  [
    "exec",
    "-T",
    "-e",
    "FROM=given",
    "-e",
    "CALLER",
    "-w",
    "/tmp",
    "-u",
    "www",
    "web",
    "sh",
    "-c",
    "echo $FROM $CALLER $PWD; id -u",
  ],
  ["exec", "-T", "--index", "2", "web", "true"],
  ["exec", "-T", "--index", "3", "web", "true"],
  ["exec", "-T", "ends", "true"],
  ["exec", "-T", "nosuch", "true"],
  ["exec", "-T", "web", "nothing-of-this-name"],
  ["exec", "-d", "web", "sleep", "1"],
  ["exec", "-t", "web", "true"],
  ["exec"],
  ["exec", "web"],
  ["exec", "--nosuch", "web", "true"],
  ["cp", "@/a", "web:/tmp"],
  ["cp", "@/a/file", "web:/nosuch/file"],
  ["cp", "@/nosuch", "web:/tmp"],
  ["cp", "needed:/nosuch", "@/"],
  ["cp", "web:/tmp", "web:/tmp"],
  ["cp", "a", "b"],
  ["cp", "needed:/tmp", "@/nosuch/folder/x"],
  ["cp", "--index", "3", "@/a/file", "web:/tmp"],
  ["cp", "@/a/file", "ends:/tmp"],
  ["cp", "a"],
  ["cp", "", "x"],
  ["attach"],
  ["attach", "nosuch"],
  ["attach", "--index", "4", "web"],
  ["commit", "web", "made:1"],
  ["commit", "-m", "why", "-c", "LABEL x=y", "--index", "2", "web"],
  ["commit", "web", "made@sha256:0000000000000000000000000000000000000000000000000000000000000000"],
  ["commit", "web", "UPPER"],
  ["commit", "nosuch"],
  ["commit"],
  ["--dry-run", "commit", "web", "made:2"],
  ["export", "-o", "@/out.tar", "web"],
  ["export", "-o", "@/nosuch/out.tar", "web"],
  ["export", "nosuch"],
  ["export"],
  ["--dry-run", "export", "-o", "@/other.tar", "web"],
  ["run", "--rm", "-T", "web", "sh", "-c", "echo $FROM; exit 3"],
  [
    "run",
    "--rm",
    "-T",
    "--no-deps",
    "-e",
    "FROM=given",
    "--env-from-file",
    "@/given.env",
    "web",
    "sh",
    "-c",
    "echo $FROM $F $G",
  ],
  ["run", "--rm", "-T", "nosuch"],
  ["run", "--rm", "-T", "--no-deps", "web", "nothing-of-this-name"],
  ["run", "-p", "80:80", "-P", "web"],
  ["run", "-p", "x:80", "web"],
  ["run", "-v", "", "web"],
  ["run", "-l", "x", "web"],
  ["run", "-t", "-T", "web"],
  ["run", "--rm", "-t", "--no-deps", "web", "true"],
  ["run", "--pull", "nope", "web"],
  ["run", "--entrypoint", "'", "web"],
  ["run", "--rm", "-T", "-q", "--no-deps", "web", "echo", "quiet"],
  ["run", "--rm", "-T", "--entrypoint", "echo of", "ends"],
  ["run", "-T", "--env-from-file", "@/nosuch.env", "web"],
  ["run"],
];

for (const line of lines)
  test(line.join(" "), async () => {
    const { stock, own } = await pair.both(line, { env: { CALLER: "caller", WORD: "secret" } });
    expect(own).toEqual(stock);
  }, 60_000);

test("a container that runs once, as the engine has it", async () => {
  const line = ["run", "-d", "-T", "-v", "/anon", "-v", "data:/more", "-p", "127.0.0.1::81", "-l", "k=v", "-u", "82"];
  const more = [
    "--cap-add",
    "SYS_TIME",
    "--cap-drop",
    "NET_ADMIN",
    "--use-aliases",
    "-e",
    "FROM=given",
    "web",
    "sleep",
    "70",
  ];
  expect(await madeBy("own", [...line, ...more])).toEqual(await madeBy("stock", [...line, ...more]));
  const plain = ["run", "-d", "-T", "--no-deps", "--service-ports", "--entrypoint", "sleep 70", "web"];
  expect(await madeBy("own", plain)).toEqual(await madeBy("stock", plain));
  const once = ["run", "-d", "-T", "--name", "PROJECT-named", "ends"];
  expect(await madeBy("own", once)).toEqual(await madeBy("stock", once));
}, 120_000);

/** The container's name, which is never the same, is part of it. */
const configHash = "com.docker.compose.config-hash";

async function madeBy(tool: "stock" | "own", line: readonly string[]): Promise<unknown> {
  const project = pair.name(tool);
  const args = line.map((text) => text.replace("PROJECT", project));
  const { code, stdout, stderr } = await pair.run(tool, args, { env: { WORD: "secret" } });
  expect([code, stderr]).toEqual([0, expect.anything()]);
  const id = stdout.trim();
  const text = JSON.stringify(await (await engine()).json("GET", `/containers/${id}/json`));
  const same = text
    .replaceAll(project, "PROJECT")
    .replace(/run-[0-9a-f]{12}/g, "run-SLUG")
    .replaceAll(id, "ID");
  const { Name, Config, HostConfig, Mounts, NetworkSettings } = JSON.parse(same.replaceAll(id.slice(0, 12), "ID12"));
  const labels = { ...Config.Labels, "com.docker.compose.slug": "SLUG", [configHash]: "HASH" };
  // Stock Compose gives volumes in the order of a map of Go's: another each time.
  const mounts = Mounts.map(({ Type, Destination, RW }: Record<string, unknown>) => `${Destination} ${Type} ${RW}`);
  const host = { ...HostConfig, Binds: HostConfig.Binds?.toSorted() };
  const networks = Object.entries<Record<string, unknown>>(NetworkSettings.Networks).map(
    ([name, { Aliases, Links, DNSNames }]) => ({ name, Aliases, Links, DNSNames }),
  );
  await (await engine()).request("DELETE", `/containers/${id}?force=1&v=1`);
  return { Name, Config: { ...Config, Labels: labels }, HostConfig: host, mounts: mounts.toSorted(), networks };
}
