import { expect, test } from "bun:test";
import { runComposeLine } from "../../io/run-compose.ts";

const id = "ab".repeat(32);

interface Container {
  readonly name: string;
  readonly service: string;
  readonly state?: string;
  readonly number?: string;
  readonly oneOff?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly object[];
  readonly image?: string;
}

function summary(container: Container): object {
  const { name, service, state = "running", number = "1", oneOff = false, labels = {}, ports = [] } = container;
  return {
    Id: id,
    Names: [`/${name}`],
    Image: container.image ?? "busybox",
    ImageID: id,
    Command: "sleep 7000",
    Created: 0,
    Ports: ports,
    Labels: {
      "com.docker.compose.project": "p",
      "com.docker.compose.service": service,
      "com.docker.compose.container-number": number,
      "com.docker.compose.oneoff": oneOff ? "True" : "False",
      ...labels,
    },
    State: state,
    Status: "Up",
    NetworkSettings: { Networks: { p_default: {} } },
    Mounts: [],
  };
}

const inspected = (state: object): { json: object } => ({ json: { State: state, Config: { Tty: false } } });
const list = (...containers: Container[]): { json: object } => ({ json: containers.map(summary) });
const look = (line: string, answers: readonly object[] = []) =>
  runComposeLine(["-p", "p", ...line.split(" ")], { answers, io: { now: 60_000 } });

const ports = [
  { IP: "0.0.0.0", PrivatePort: 80, PublicPort: 8080, Type: "tcp" },
  { PrivatePort: 9, Type: "udp" },
];

test("ps tells of containers by name, with health, exit codes and ports of templates", async () => {
  const containers = list(
    { name: "p-web-1", service: "web", ports },
    { name: "p-db-1", service: "db", state: "exited" },
  );
  const answers = [
    containers,
    inspected({ Status: "running", ExitCode: 9, Health: { Status: "healthy" } }),
    inspected({ Status: "exited", ExitCode: 3, Health: { Status: "healthy" } }),
  ];
  const template =
    "{{.Name}}|{{.Health}}|{{eq .ExitCode 3}}|{{.Publishers}}|{{range .Publishers}}{{.TargetPort}};{{end}}";
  const { out, code } = await runComposeLine(["-p", "p", "ps", "-a", "--format", template], { answers });
  expect([code, out]).toEqual([
    0,
    "p-db-1||true|[]|\np-web-1|healthy|false|[{ 9 0 udp} {0.0.0.0 80 8080 tcp}]|9;80;\n",
  ]);
});

test("ps has numbers and lists in its JSON", async () => {
  const { out } = await look("ps --format json", [
    list({ name: "p-web-1", service: "web", ports: ports.slice(0, 1) }),
    inspected({ Status: "running", ExitCode: 0 }),
  ]);
  expect(JSON.parse(out)).toMatchObject({
    ...{ ID: id.slice(0, 12), Name: "p-web-1", Service: "web", Project: "p", ExitCode: 0, Health: "" },
    Publishers: [{ URL: "0.0.0.0", TargetPort: 80, PublishedPort: 8080, Protocol: "tcp" }],
    ...{ RunningFor: "About a minute ago", Ports: "0.0.0.0:8080->80/tcp", Size: "0B", LocalVolumes: "0" },
  });
});

test("ps leaves out what is gone, and what has another status", async () => {
  const containers = list({ name: "p-a-1", service: "a" }, { name: "p-b-1", service: "b", state: "paused" });
  const gone = { status: 404, json: { message: "No such container" } };
  const answers = [containers, gone, inspected({ Status: "paused" })];
  expect((await look("ps --services", answers)).out).toBe("b\n");
  const both = [containers, inspected({}), inspected({})];
  expect((await look("ps -q --filter status=paused", both)).out).toBe(`${id}\n`);
  expect((await look("ps --services --status dead", both)).out).toBe("\n");
});

test("ps takes no other filters", async () => {
  const told = async (filter: string) => (await look(`ps --filter ${filter}`)).err;
  expect(await told("x")).toBe("arguments to --filter should be in form KEY=VAL");
  expect(await told("a=b")).toBe("unknown filter a");
  expect(await told("source=x")).toBe("not implemented");
});

test("port finds the first container of a service, those that run once last", async () => {
  const containers = list(
    { name: "p-web-run-1", service: "web", number: "0", oneOff: true },
    { name: "p-web-2", service: "web", number: "2" },
    { name: "p-web-1", service: "web", ports },
  );
  expect((await look("port web 80", [containers])).out).toBe("0.0.0.0:8080\n");
  expect((await look("port --protocol UDP web 9", [containers])).out).toBe(":0\n");
  const missing = await look("port web 81", [containers]);
  expect(missing.err).toBe("no port 81/tcp for container p-web-1: 8080/tcp, 0/udp");
  expect((await look("port --index 2 web 80", [containers])).err).toBe("no port 80/tcp for container p-web-2: ");
  expect((await look("port web 80", [list()])).err).toBe('service "web" is not running');
});

test("port wants two arguments and a number", async () => {
  expect((await look("port web")).err).toBe("requires at least 2 arg(s), only received 1");
  expect((await look("port web x")).err).toBe('strconv.ParseUint: parsing "x": invalid syntax');
  expect((await look("port web 99999")).err).toBe('strconv.ParseUint: parsing "99999": value out of range');
});

test("top has a line for each process of each container", async () => {
  const processes = { json: { Titles: ["PID", "CMD"], Processes: [["1", "sleep"]] } };
  const { out } = await look("top", [
    list({ name: "p-web-1", service: "web" }, { name: "p-db-1", service: "db" }),
    ...[processes, processes],
  ]);
  expect(out).toBe("SERVICE  #   PID  CMD\ndb       1   1    sleep\nweb      1   1    sleep\n");
  expect((await look("top nosuch", [list({ name: "p-web-1", service: "web" })])).out).toBe("");
});

const image = (change: object = {}): { json: object } => ({
  json: {
    Id: `sha256:${id}`,
    Created: "2024-01-01T00:00:00Z",
    Os: "linux",
    Architecture: "arm64",
    Variant: "v8",
    Size: 2_131_207,
    Metadata: { LastTagTime: "1970-01-01T00:00:00Z" },
    ...change,
  },
});

test("images tells of the images of containers", async () => {
  const named = (name: string) => list({ name: "p-web-1", service: "web", image: name });
  const table = await look("images", [named("reg.test/a/b:1"), image()]);
  expect(table.out.split("\n")[1]!.split(/ {2,}/)).toEqual([
    ...["p-web-1", "reg.test/a/b", "1", "linux/arm64/v8", id.slice(0, 12), "2.13MB", "About a minute ago"],
  ]);
  const byDigest = await look("images", [named(`busybox:1@sha256:${id}`), image()]);
  expect(byDigest.out.split("\n")[1]).toMatch(/busybox +<none> /);
  const byId = await look("images", [named(id), image({ Metadata: {} })]);
  expect(byId.out.split("\n")[1]).toMatch(/<none> +<none> .* 292 years ago$/);
  expect((await look("images -q", [named("busybox"), image()])).out).toBe(`${id}\n`);
});

test("images as JSON: a list, or an object by name", async () => {
  const containers = list({ name: "p-web-1", service: "web" });
  const [listed, named] = [
    await look("images --format json", [containers, image({ Metadata: {} })]),
    await look("images --format {{json.}}", [containers, image()]),
  ];
  expect(JSON.parse(listed.out)).toMatchObject([
    { ContainerName: "p-web-1", Repository: "busybox", Tag: "latest", LastTagTime: "2024-01-01T00:00:00Z" },
  ]);
  expect(JSON.parse(named.out)).toMatchObject({
    "p-web-1": { Platform: { architecture: "arm64", os: "linux", variant: "v8" }, Created: "2024-01-01T00:00:00Z" },
  });
  expect((await look("images --format json", [list()])).out).toBe("null\n\n");
});

test("the image of a container's platform is looked at, by the id of the whole", async () => {
  const platform = { os: "linux", architecture: "s390x" };
  const [container] = list({ name: "p-web-1", service: "web" }).json as [object];
  const { out, requests } = await look("images --format json", [
    { json: [{ ...container, ImageManifestDescriptor: { platform } }] },
    image(),
    image({ Id: "sha256:other", Architecture: "s390x", Variant: "" }),
  ]);
  expect(JSON.parse(out)).toMatchObject([{ ID: `sha256:${id}`, Platform: "linux/s390x" }]);
  expect(requests.at(-1)!.path).toContain("platform=");
});

test("ls counts states, and names files once", async () => {
  const files = (text: string) => ({ "com.docker.compose.project.config_files": text });
  const containers = list(
    { name: "p-a-1", service: "a", labels: files("/x,/y") },
    { name: "p-b-1", service: "b", state: "exited", labels: files("/y") },
    { name: "o-b-1", service: "b", labels: { "com.docker.compose.project": "other" } },
  );
  const { out, err } = await look("ls --format json", [containers]);
  expect(JSON.parse(out)).toEqual([
    { Name: "other", Status: "running(1)", ConfigFiles: "N/A" },
    { Name: "p", Status: "exited(1), running(1)", ConfigFiles: "/x,/y" },
  ]);
  expect(err).toContain('no label \\"com.docker.compose.project.config_files\\" set on container');
  expect((await look("ls -q --filter name=^o", [containers])).out).toBe("other\n");
  expect((await look("ls -q --filter name=[", [containers])).out).toBe("");
  expect((await look("ls --filter bogus=x")).err).toBe("invalid filter 'bogus'");
  expect((await look("ls extra")).err).toBe('unknown command "extra" for "docker compose ls"');
});

test("volumes of services are those that their running containers use", async () => {
  const Volumes = ["p_a", "p_b"].map((Name) => ({ Name, Driver: "local", Scope: "local", Mountpoint: "/m" }));
  const user = { ...(list({ name: "p-web-1", service: "web" }).json as [object])[0], Mounts: [{ Name: "p_b" }] };
  expect((await look("volumes -q", [{ json: { Volumes } }])).out).toBe("p_a\np_b\n");
  expect((await look("volumes web", [{ json: { Volumes } }, { json: [user] }])).out).toBe(
    "DRIVER    VOLUME NAME\nlocal     p_b\n",
  );
});

test("wait gives the exit code of the last to end", async () => {
  const containers = list({ name: "p-web-1", service: "web" });
  const ended = await look("wait web", [containers, { json: { StatusCode: 7 } }]);
  expect([ended.code, ended.out]).toEqual([7, `container "${id}" exited with status code 7\n`]);
  expect((await look("wait web", [list()])).err).toBe('no containers for project "p"');
  expect((await look("wait")).err).toStartWith("docker: 'docker compose wait' requires at least 1 argument\n\nUsage:");
});

test("events ends with an error, as all that ends does", async () => {
  const happened = (Type: string, attributes: object) =>
    JSON.stringify({
      Type,
      Action: "start",
      Actor: { ID: id, Attributes: attributes },
      time: 1,
      timeNano: 1_000_000_000,
    });
  const own = { "com.docker.compose.service": "web" };
  const text = [
    happened("container", own),
    happened("network", own),
    happened("container", { ...own, "com.docker.compose.oneoff": "True" }),
    happened("container", { "com.docker.compose.service": "db" }),
  ].join("\n");
  const { code, out, err } = await look("events --json web", [{ text: `${text}\n` }]);
  expect([code, err, out.split("\n").length]).toEqual([1, "EOF", 2]);
  expect((await look("events --since x")).err).toBe('failed to parse value as time or duration: "x"');
});

test("logs have the names of containers before their lines", async () => {
  const frame = (stream: number, text: string): Uint8Array =>
    new Uint8Array([stream, 0, 0, 0, 0, 0, 0, text.length, ...new TextEncoder().encode(text)]);
  const said = { text: new Uint8Array([...frame(1, "one\ntw"), ...frame(2, "o\nrest")]) };
  const containers = list({ name: "p-web-1", service: "web" });
  const answers = [containers, inspected({}), said];
  expect((await look("logs", answers)).out).toBe("web-1  | one\nweb-1  | two\nweb-1  | rest\n");
  const plain = await look("logs --no-log-prefix --tail 2 -t --since 1m --index 1 web", answers);
  expect(plain.out).toBe("one\ntwo\nrest\n");
  expect(plain.requests.at(-1)!.path).toContain("tail=2");
  expect(plain.requests.at(-1)!.path).toContain("since=0");
  expect((await look("logs --index 1")).err).toBe("--index requires one service to be selected");
  expect((await look("logs --since x", [containers])).err).toBe(
    'invalid value for "since": failed to parse value as time or duration: "x"',
  );
});

test("logs that a driver cannot give are warned about", async () => {
  const answers = [
    list({ name: "p-web-1", service: "web" }),
    inspected({}),
    { status: 501, json: { message: "configured logging driver does not support reading" } },
  ];
  const { code, err } = await look("logs", answers);
  expect([code, err]).toEqual([0, expect.stringContaining('Can\'t retrieve logs for \\"p-web-1\\"')]);
});

test("version is that of the Compose whose rules these are", async () => {
  expect((await look("version")).out).toMatch(/^Docker Compose version 2\.\d+\.\d+/);
  expect((await look("version --short")).out).toMatch(/^2\.\d+\.\d+/);
  expect(JSON.parse((await look("version -f json")).out)).toEqual({ version: expect.any(String) });
});

test("a command that there is not shows those of Docker's Compose", async () => {
  const { code, out, err } = await look("nosuch");
  expect([code, err]).toEqual([1, 'unknown docker command: "compose nosuch"']);
  expect(out).toContain("\n  ps          List containers\n");
  expect(out).not.toContain("\n  plan ");
  expect((await runComposeLine([])).out).toContain("\n  plan ");
});
