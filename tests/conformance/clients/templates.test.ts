import { afterAll, expect, test } from "bun:test";
import fc from "fast-check";
import { inspectPrinter } from "../../../src/cli/inspect/inspect-template.ts";
import { run } from "../../support/command.ts";
import { ObjectServer } from "../../support/object-server.ts";
import { dockerClient } from "../../support/peers.ts";

const json = JSON.stringify({
  Id: "a".repeat(64),
  Created: "2024-01-02T03:04:05.123456789Z",
  Path: "sh",
  Args: ["-c", "x y"],
  Name: "/web",
  RestartCount: 7,
  State: { Status: "exited", Running: false, Pid: 42, ExitCode: 3, OOMKilled: true, Health: null },
  Mounts: [{ Type: "bind", Source: "/a", Destination: "/b", RW: true, Mode: "" }],
  HostConfig: {
    Memory: 67108864,
    CpuShares: 5,
    RestartPolicy: { Name: "always", MaximumRetryCount: 2 },
    NetworkMode: "bridge",
    Binds: null,
  },
  Config: {
    Env: ["A=1", "B=é☃"],
    Cmd: ["sh", "<&>"],
    Labels: { "com.x": "v", a: "1" },
    Healthcheck: { Test: ["CMD"], Interval: 30000000000 },
    ExposedPorts: { "80/tcp": {} },
    Volumes: null,
  },
  NetworkSettings: { Ports: { "80/tcp": [{ HostIp: "0.0.0.0", HostPort: "8080" }], "9/udp": null } },
  Extra: { half: 0.5, list: [1, "a", null, true], nothing: null },
});
const server = new ObjectServer(json);
afterAll(() => server[Symbol.asyncDispose]());

/** What the stock client prints of the object. */
async function stock(template: string): Promise<object> {
  const argv = [dockerClient(), "-H", `unix://${server.socket}`, "inspect", "--type", "container", "-f", template, "x"];
  const { code, stdout, stderr } = await run(argv);
  return { code, stdout: hidden(stdout), stderr };
}

/** What our client prints of it. */
function own(template: string): object {
  let stdout = "";
  const out = {
    isTerminal: false,
    write: (data: string | Uint8Array) => {
      stdout += String(data);
    },
    send: async () => {},
    windowSize: () => ({ rows: 0, columns: 0 }),
  };
  try {
    inspectPrinter(template)(out, [{ json, type: "ContainerInspectResponse" }]);
  } catch (error) {
    const { exitCode, message } = error as Error & { exitCode: number };
    return { code: exitCode, stdout: hidden(stdout), stderr: `${message}\n` };
  }
  return { code: 0, stdout: hidden(stdout), stderr: "" };
}

/** Addresses are of the day. */
function hidden(text: string): string {
  return text.replace(/0x[0-9a-f]{8,}/g, "0xADDRESS");
}

const known = [
  "{{.Id}} {{.ID}} {{.Created}} {{.State.Pid}} {{.State.Health}} {{.Config.Volumes}} {{.HostConfig.Binds}}",
  "{{.Config.Labels}} {{.Config.ExposedPorts}} {{.HostConfig.RestartPolicy}} {{.Config.Healthcheck}} {{.Mounts}}",
  "{{json .Config.Healthcheck}} {{json .NetworkSettings.Ports}} {{json .HostConfig.RestartPolicy}} {{json .Extra}}",
  "{{.HostConfig.CPUShares}} {{.HostConfig.NetworkMode.IsBridge}} {{.Config.Healthcheck.Interval}}",
  '{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}{{range $p, $_ := .NetworkSettings.Ports}} {{$p.Port}}{{end}}',
  '{{printf "%T %T %T %q %+v %x %05d %t" .Args .HostConfig.NetworkMode .Config.Cmd .Args .HostConfig.RestartPolicy .Name .State.Pid 1}}',
  '{{define "t"}}<{{.}}>{{end}}{{template "t" .Name}}{{block "b" .State.Pid}}({{.}}){{end}}',
  "line\n{{.Name\n| upper}} {{- /* note */ -}} x {{ 3 -}} ",
  '{{printf "%6.2f %f %d" .Config.Healthcheck.Interval .Config.Healthcheck.Interval .HostConfig.NetworkMode}}',
  "{{.Nope.Nope}}",
  "{{range .Name}}{{end}}",
  "line\n{{.Name\n",
];

for (const template of known)
  test(`a template of docker's: ${template}`, async () => expect(own(template)).toEqual(await stock(template)));

const operands = fc.constantFrom(
  ...'1 0 -3 1.5 1e3 0x1f \'x\' "abc" "a,b" "" `r` true false nil .Name .State.Pid .Args .Config.Labels .Config.Labels.a'.split(
    " ",
  ),
  ..."$x .Config.Labels.zz .State.Health .HostConfig.Binds .HostConfig.RestartPolicy .HostConfig.NetworkMode .Extra.half".split(
    " ",
  ),
  ..."(.Name).Foo .Extra.list .NetworkSettings.Ports .Config.Healthcheck.Interval (len .Name) (.Nope)".split(" "),
);
const names = fc.constantFrom(
  ..."len index slice eq ne lt le gt ge and or not print println html js urlquery json split join title lower upper pad truncate call".split(
    " ",
  ),
);
const formats = fc.constantFrom(
  '"%v"',
  '"%5d|%-5s"',
  '"%q %x"',
  '"%+v %#v"',
  '"%T"',
  '"%6.2f"',
  '"%[2]v %[1]v"',
  '"%t %c"',
);
const command = fc.oneof(
  operands,
  fc.tuple(names, fc.array(operands, { maxLength: 3 })).map(([name, args]) => [name, ...args].join(" ")),
  fc.tuple(formats, operands, operands).map(([format, a, b]) => `printf ${format} ${a} ${b}`),
);
const pipe = fc.oneof(
  command,
  fc.tuple(command, command).map(([a, b]) => `${a} | ${b}`),
);
const action = fc.oneof(
  pipe.map((text) => `{{${text}}}`),
  fc.tuple(pipe, pipe, pipe).map(([a, b, c]) => `{{if ${a}}}{{${b}}}{{else}}{{- ${c} -}}{{end}} `),
  fc.tuple(pipe, pipe).map(([a, b]) => `{{range $i, $e := ${a}}}{{$i}}{{$e}}{{${b}}}{{else}}none{{end}}`),
  fc.tuple(pipe, pipe).map(([a, b]) => `{{with ${a}}}{{.}}{{else with ${b}}}{{$x}}{{.}}{{end}}`),
);
/** Now and then a template loses a few characters. */
const template = fc
  .tuple(fc.array(action, { minLength: 1, maxLength: 2 }), fc.nat(400), fc.nat(9))
  .map(([actions, at, lost]) => {
    const text = `{{$x := 1}}${actions.join(" ")}`;
    return lost > 2 ? text : text.slice(0, at) + text.slice(at + lost + 1);
  });

test("templates that nobody has thought of", async () => {
  await fc.assert(
    fc.asyncProperty(template, async (text) => {
      expect(own(text)).toEqual(await stock(text));
    }),
    { numRuns: 40 },
  );
}, 60_000);
