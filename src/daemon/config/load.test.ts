import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import { type DaemonCommand, loadConfig } from "./load.ts";

const folder = mkdtempSync(join(tmpdir(), "config-"));
const path = join(folder, "daemon.json");
afterAll(() => rmSync(folder, { recursive: true }));

function outcome(task: () => DaemonCommand): string {
  try {
    return task().action;
  } catch (error) {
    return messageOf(error);
  }
}

/** Expectations on flags and files were taken from dockerd 28.5 `--validate`. */
const nothing = join(folder, "nothing.json");
writeFileSync(nothing, "");
const must = "must use either 'https://' or 'http://'";
const withFlags = (argv: readonly string[]) => outcome(() => loadConfig([...argv]));

test.each([
  ["--nosuch", "unknown flag: --nosuch"],
  ["-Z", "unknown shorthand flag: 'Z' in -Z"],
  ["--bip", "flag needs an argument: --bip"],
  ["-l", "flag needs an argument: 'l' in -l"],
  [
    "--debug=maybe",
    'invalid argument "maybe" for "-D, --debug" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  ["--mtu=x", 'invalid argument "x" for "--mtu" flag: strconv.ParseInt: parsing "x": invalid syntax'],
  ["--ip=x", 'invalid argument "x" for "--ip" flag: failed to parse IP: "x"'],
  ["--dns=x", 'invalid argument "x" for "--dns" flag: invalid string being converted to IP address: x'],
  ["--dns-search=..", 'invalid argument ".." for "--dns-search" flag: .. is not a valid domain'],
  ["--label=x", 'invalid argument "x" for "--label" flag: bad attribute format: x'],
  ["--host=x://", `invalid argument "x://" for "-H, --host" flag: invalid bind address (x://): unsupported proto 'x'`],
  [
    "-H tcp://1.2.3.4:x",
    'invalid argument "tcp://1.2.3.4:x" for "-H, --host" flag: invalid bind address (tcp://1.2.3.4:x): parse "tcp://1.2.3.4:x": invalid port ":x" after host',
  ],
  [
    "-H tcp://x:80/p",
    'invalid argument "tcp://x:80/p" for "-H, --host" flag: invalid bind address (tcp://x:80/p): should not contain a path element',
  ],
  ["-H foo -H :80 -H fd:// -H tcp:// -H unix:// -H unix://a/b -H 1.2.3.4:99999", "validated"],
  ["--add-runtime x", 'invalid argument "x" for "--add-runtime" flag: invalid runtime argument: x'],
  [
    "--add-runtime x=/y --add-runtime x=/z",
    `invalid argument "x=/z" for "--add-runtime" flag: runtime 'x' was already defined`,
  ],
  ["--add-runtime runc=/y", `invalid argument "runc=/y" for "--add-runtime" flag: runtime name 'runc' is reserved`],
  ["--default-ulimit=x", 'invalid argument "x" for "--default-ulimit" flag: invalid ulimit argument: x'],
  [
    "--default-ulimit nofile=5:1",
    'invalid argument "nofile=5:1" for "--default-ulimit" flag: ulimit soft limit must be less than or equal to hard limit: 5 > 1',
  ],
  ["--default-shm-size=x", `invalid argument "x" for "--default-shm-size" flag: invalid size: 'x'`],
  ["--default-shm-size=-1", `invalid argument "-1" for "--default-shm-size" flag: invalid size: '-1'`],
  ["--feature a=b", 'invalid argument "a=b" for "--feature" flag: strconv.ParseBool: parsing "b": invalid syntax'],
  ["--default-gateway=x", 'invalid argument "x" for "--default-gateway" flag: failed to parse IP: "x"'],
  ["--shutdown-timeout=-5 --log-opt x --log-driver=nosuch --bip=x", "validated"],
  ["--restart --pidfile= --group= --mtu=0x10 --iptables=f --debug=1", "validated"],
  ["--storage-driver overlay2 --feature containerd-snapshotter --experimental --raw-logs", "validated"],
  [
    "--default-network-opt x",
    'invalid argument "x" for "--default-network-opt" flag: invalid value "x" for map option, should be root-key=key=value',
  ],
  [
    "--registry-mirror ftp://x",
    `invalid argument "ftp://x" for "--registry-mirror" flag: invalid mirror: unsupported scheme "ftp" in "ftp://x": ${must}`,
  ],
  [
    "--registry-mirror https://u:p@x",
    'invalid argument "https://u:p@x" for "--registry-mirror" flag: invalid mirror: username/password not allowed in URI "https://u:xxxxx@x"',
  ],
  [
    "--registry-mirror https://x?a=b",
    'invalid argument "https://x?a=b" for "--registry-mirror" flag: invalid mirror: query or fragment at end of the URI "https://x?a=b"',
  ],
  [
    "--insecure-registry -a",
    'invalid argument "-a" for "--insecure-registry" flag: invalid index name (-a). Cannot begin or end with a hyphen',
  ],
  ["--host-gateway-ip x", 'invalid argument "x" for "--host-gateway-ip" flag: ParseAddr("x"): unable to parse IP'],
  ["--http-proxy foo --metrics-addr foo --insecure-registry http://x --docker-socket --tlsverify", "validated"],
  ["-Dx", "unknown shorthand flag: 'x' in -x"],
])("flags: %s", (flags, expected) => {
  expect(withFlags(["--validate", "--config-file", nothing, ...flags.split(" ")])).toBe(expected);
});

test.each([
  ["--log-level=loud", "invalid logging level: loud"],
  ["--log-format=x", "invalid log format: x"],
  ["--label=a=b --label=a=c", "conflict labels for a=c and a=b"],
  ["--exec-opt x", "invalid exec-opt (x): must be formatted 'opt=value'"],
  ["--exec-opt a=b", "invalid exec-opt (a=b): unknown option: 'a'"],
  ["--default-ipc-mode=foo", 'default IPC mode setting (foo) is invalid; use "shareable" or "private"'],
  ["--default-cgroupns-mode=foo", 'invalid default cgroup namespace (foo): use "host" or "private"'],
  ["--mtu=-1", "invalid default MTU: -1"],
  ["--max-concurrent-downloads=-1", "invalid max concurrent downloads: -1"],
])("flags that only make no sense: %s", (flags, expected) => {
  expect(withFlags(["--validate", "--config-file", nothing, ...flags.split(" ")])).toBe(
    `unable to configure the Docker daemon with file ${nothing}: merged configuration validation from file and command line flags failed: ${expected}`,
  );
});

test.each([
  ["--storage-opt size=1g", "--storage-opt"],
  ["--authorization-plugin x", "--authorization-plugin"],
  ["--userns-remap default", "--userns-remap"],
  ["--nri-opts enable=true", "--nri-opts"],
  ["--storage-driver btrfs", "storage-driver btrfs"],
  ["--feature nri", "feature nri=true"],
  ["--feature containerd-snapshotter=false", "feature containerd-snapshotter=false"],
])("refused by name: %s", (flags, name) => {
  expect(withFlags(["--validate", "--config-file", nothing, ...flags.split(" ")])).toBe(`not supported: ${name}`);
});

test("what is so anyway is not refused", () => {
  const flags = "--tls=false --ipv6=false --max-concurrent-downloads=3 --network-control-plane-mtu 1500";
  expect(withFlags(["--validate", "--config-file", nothing, ...flags.split(" ")])).toBe("validated");
});

function inFile(json: string, flags = ""): string {
  writeFileSync(path, json);
  return withFlags(["--validate", "--config-file", path, ...flags.split(" ").filter(Boolean)]);
}

const failure = (reason: string) => `unable to configure the Docker daemon with file ${path}: ${reason}`;
const both = (what: string) =>
  failure(`the following directives are specified both as a flag and in the configuration file: ${what}`);
const merged = (what: string) =>
  failure(`merged configuration validation from file and command line flags failed: ${what}`);
const unknown = (what: string) => failure(`the following directives don't match any configuration option: ${what}`);
const invalid = (what: string) => failure(`invalid JSON: ${what}`);

test.each([
  ['{"nosuch":1}', "", unknown("nosuch")],
  ['{"nosuch":1,"other":2}', "", unknown("nosuch, other")],
  ['{"data-root":"/x","graph":"y"}', "", unknown("graph")],
  ['{"a":{"b":1}}', "", unknown("b")],
  ['{"Debug":true}', "", unknown("Debug")],
  ['{"validate":null}', "", both("validate: (from flag: true, from file: <nil>)")],
  ["{", "", invalid("unexpected end of JSON input")],
  ["", "", "validated"],
  ["\ufeff{}", "", "validated"],
  ["{} x", "", invalid("invalid character 'x' after top-level value")],
  ["[]", "", invalid("json: cannot unmarshal array into Go value of type map[string]interface {}")],
  ['{"a" 1}', "", invalid("invalid character '1' after object key")],
  ['{"debug":true,}', "", invalid("invalid character '}' looking for beginning of object key string")],
  ["{'a':1}", "", invalid("invalid character '\\'' looking for beginning of object key string")],
  ['{"debug":1}', "", invalid("json: cannot unmarshal number into Go struct field Config.debug of type bool")],
  ['{"mtu":"x"}', "", invalid("json: cannot unmarshal string into Go struct field Config.mtu of type int")],
  ['{"mtu":1.5}', "", invalid("json: cannot unmarshal number 1.5 into Go struct field Config.mtu of type int")],
  ['{"labels":"x"}', "", invalid("json: cannot unmarshal string into Go struct field Config.labels of type []string")],
  ['{"labels":[1]}', "", invalid("json: cannot unmarshal number into Config.labels.0 of type string")],
  [
    '{"log-opts":{"a":1}}',
    "",
    invalid("json: cannot unmarshal number into Go struct field Config.log-opts.a of type string"),
  ],
  [
    '{"features":["x"]}',
    "",
    invalid("json: cannot unmarshal array into Go struct field Config.features of type map[string]bool"),
  ],
  [
    '{"runtimes":{"a":"x"}}',
    "",
    invalid("json: cannot unmarshal string into Go struct field Config.runtimes.a of type system.Runtime"),
  ],
  [
    '{"default-ulimits":{"nofile":{"Soft":"x"}}}',
    "",
    invalid("json: cannot unmarshal string into Go struct field Config.default-ulimits.nofile.Soft of type int64"),
  ],
  ['{"dns":["x"]}', "", invalid("invalid IP address: x")],
  ['{"host-gateway-ips":["x"]}', "", invalid('ParseAddr("x"): unable to parse IP')],
  ['{"default-shm-size":"1x"}', "", invalid("invalid suffix: 'x'")],
  ['{"log-level":"loud"}', "", merged("invalid logging level: loud")],
  ['{"labels":["x"]}', "", merged("bad attribute format: x")],
  ['{"hosts":["x://"]}', "", merged("invalid bind address (x://): unsupported proto 'x'")],
  ['{"mtu":-1}', "", merged("invalid default MTU: -1")],
  ['{"log-driver":"local"}', "--log-driver=json-file", both("log-driver: (from flag: json-file, from file: local)")],
  ['{"debug":true}', "-D", both("debug: (from flag: true, from file: true)")],
  ['{"hosts":["unix:///x"]}', "-H unix:///y", both("hosts: (from flag: [unix:///y], from file: [unix:///x])")],
  [
    '{"log-opts":{"max-size":"1m"}}',
    "--log-opt max-size=2m",
    both("log-opts: (from flag: map[max-size:2m], from file: map[max-size:1m])"),
  ],
  ['{"default-shm-size":"64M"}', "--default-shm-size 1g", both("default-shm-size: (from flag: 1GiB, from file: 64M)")],
  ['{"dns":["1.1.1.1"]}', "--dns 1.2.3.4 --dns ::1", both("dns: (from flag: [1.2.3.4,::1], from file: [1.1.1.1])")],
  [
    '{"default-ulimits":{"nofile":{"Name":"nofile","Soft":1,"Hard":1}}}',
    "--default-ulimit nofile=1:2",
    both("default-ulimits: (from flag: [nofile=1:2], from file: map[nofile:map[Hard:1 Name:nofile Soft:1]])"),
  ],
  [
    '{"mtu":1400,"debug":false,"bip":"x"}',
    "-D --bip y --mtu 5",
    both(
      "bip: (from flag: y, from file: x), debug: (from flag: true, from file: false), mtu: (from flag: 5, from file: 1400)",
    ),
  ],
  ['{"proxies":{"http-proxy":"a"}}', "--http-proxy b", both("http-proxy: (from flag: b, from file: a)")],
  ['{"runtimes":{"a":{"path":"b"}}}', "--add-runtime c=/c", "validated"],
  ['{"debug":null,"shutdown-timeout":-3,"features":{"containerd-snapshotter":true}}', "", "validated"],
  ['{"builder":{"gc":{"enabled":true}}}', "", "validated"],
  [
    '{"builder":{"gc":{"enabled":"x"}}}',
    "",
    invalid("json: cannot unmarshal string into Go struct field Config.builder.gc.enabled of type bool"),
  ],
  ['{"resolv-conf":"/x"}', "", "not supported: resolv-conf"],
  ['{"registry-mirrors":["foo"]}', "", merged(`invalid mirror: no scheme specified for "foo": ${must}`)],
  ['{"host-gateway-ips":["1.2.3.4","1.2.3.5"]}', "", merged("only one IPv4 host gateway IP address can be specified")],
  [
    '{"host-gateway-ips":["1.1.1.1"]}',
    "--host-gateway-ip ::1",
    both("host-gateway-ips: (from flag: [::1], from file: [1.1.1.1])"),
  ],
  [
    '{"registry-mirrors":["https://a"]}',
    "--registry-mirror https://b",
    both("registry-mirrors: (from flag: [https://b/], from file: [https://a])"),
  ],
  [
    '{"default-network-opts":{"bridge":{"a":"b"}}}',
    "--default-network-opt x=c=d",
    both("default-network-opts: (from flag: map[x:map[c:d]], from file: map[bridge:map[a:b]])"),
  ],
  [
    '{"default-network-opts":{"bridge":{"a":1}}}',
    "",
    invalid("json: cannot unmarshal number into Go struct field Config.default-network-opts.bridge.a of type string"),
  ],
  ['{"tls":true}', "--tls=false", both("tls: (from flag: false, from file: true)")],
  ['{"proxies":{"x":1}}', "", unknown("x")],
  ['{"min-api-version":"1.24","docker-socket":true,"default-network-opts":{"bridge":{"a":"b"}}}', "", "validated"],
])("file %s %s", (json, flags, expected) => {
  expect(inFile(json, flags)).toBe(expected);
});

test("bytes that are not UTF-8 are refused", () => {
  writeFileSync(path, Buffer.from([0xff]));
  expect(withFlags(["--validate", "--config-file", path])).toBe(
    failure("failed to decode configuration JSON at offset 1: encoding: invalid UTF-8"),
  );
});

test("a file that was asked for must be there", () => {
  const missing = join(folder, "missing.json");
  expect(withFlags(["--validate", "--config-file", missing])).toBe(
    `unable to configure the Docker daemon with file ${missing}: open ${missing}: no such file or directory`,
  );
});

test("file and flags make one configuration", () => {
  writeFileSync(
    path,
    JSON.stringify({
      "data-root": "/srv/data",
      runtimes: { mine: { path: "/opt/mine", runtimeArgs: ["--quiet"] } },
      "default-ulimits": { nofile: { Name: "nofile", Soft: 1, Hard: 2 } },
      "default-shm-size": "1g",
      "log-opts": { "max-size": "1m" },
    }),
  );
  const command = loadConfig(
    `--config-file ${path} -D -H unix:///a.sock -H tcp://:80 -H [::1]:99 --icc=false --dns 1.1.1.1,8.8.8.8 --containerd /c.sock`.split(
      " ",
    ),
  );
  if (command.action !== "run") throw new Error(command.action);
  const { config, warnings } = command;
  expect(config.hosts).toEqual([
    { proto: "tcp", host: "127.0.0.1", port: 80 },
    { proto: "tcp", host: "::1", port: 99 },
    { proto: "unix", path: "/a.sock" },
  ]);
  expect(config).toMatchObject({ dataRoot: "/srv/data", execRoot: "/run/gantry", pidfile: "/run/gantry.pid" });
  expect(config).toMatchObject({ logLevel: "debug", group: "docker", groupGiven: false, dns: ["1.1.1.1", "8.8.8.8"] });
  expect(config.bridge).toMatchObject({ icc: false, mtu: 1500, publishIp: "0.0.0.0", userlandProxy: true });
  expect(config.containers).toMatchObject({
    defaultRuntime: "runc",
    shmSizeBytes: 2 ** 30,
    ulimits: [{ Name: "nofile", Soft: 1, Hard: 2 }],
    logOptions: { "max-size": "1m" },
  });
  expect(config.containers.runtimes.at(-1)).toEqual({ name: "mine", path: "/opt/mine", args: ["--quiet"] });
  expect(warnings).toEqual(["--containerd is ignored: Gantry runs containers without containerd"]);
});
