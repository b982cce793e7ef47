import { parseDuration } from "#base/duration.ts";
import { parsePublishedPorts } from "#formats/port-spec/published-ports.ts";
import {
  exact,
  flag,
  integerFrom,
  integerText,
  listOf,
  name,
  named,
  nothing,
  object,
  oneOf,
  orNothing,
  type Schema,
  setOf,
  text,
  type,
  values,
} from "../schema/schema.ts";
import type { Tree } from "../tree/value.ts";

/** The newest version of stack files is `3.13`; what has no version, or `3`, is of it. */
export const newestMinor = 13;

type Properties = NonNullable<Schema["properties"]>;

const integer = type("integer");
const number = type("number");
const anyKey = /^.+$/;
const textOrNumber = type("string", "number");
const scalar = type("string", "number", "null");
const textSet = setOf(text);
const textOrSet = oneOf(text, textSet);
const command = oneOf(text, listOf(text));
const pairs = oneOf(named(/.+/, scalar), textSet);
const options = named(anyKey, textOrNumber, false);
const external: Schema = { ...exact({ name: text }), types: ["boolean", "object"] };
const openExternal: Schema = { ...external, isClosed: false };

const duration: Schema = {
  types: ["string"],
  format: { name: "duration", accepts: (value) => parses(() => parseDuration(String(value))) },
};
const ports = (...types: NonNullable<Schema["types"]>): Schema => ({
  types,
  format: {
    name: "ports",
    accepts: (value) => isFraction(value) || parses(() => parsePublishedPorts(String(value))),
  },
});

const isFraction = (value: Tree): boolean => typeof value === "number" && !Number.isInteger(value);

function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}

/** What a stack file of version `3.minor` may say. @source schemas of Compose files of versions 3.0 to 3.13 */
export function stackSchema(minor: number): Schema {
  const since = (first: number, properties: Properties): Properties => (minor >= first ? properties : {});
  const extensible = (properties: Properties): Schema => (minor >= 7 ? object(properties) : exact(properties));
  const section = (part: Schema, isClosed = true): Schema => named(name, part, isClosed);
  return {
    ...(minor >= 4 ? object : exact)({
      version: text,
      services: section(extensible(service(since, minor))),
      networks: section(orNothing(extensible(network(since))), false),
      volumes: section(orNothing(extensible(volume(since)))),
      ...since(1, { secrets: section(extensible(secret(since))) }),
      ...since(3, { configs: section(extensible(config(since))) }),
    }),
    ...(minor < 10 ? { required: ["version"] } : {}),
  };
}

type Since = (first: number, properties: Properties) => Properties;

const service = (since: Since, minor: number): Properties => ({
  deploy: deploy(since),
  build: oneOf(text, { ...exact(build(since)), isClosed: minor < 11 }),
  cap_add: textSet,
  cap_drop: textSet,
  ...since(9, { cgroupns_mode: text }),
  cgroup_parent: text,
  command,
  ...since(3, { configs: fileReferences, credential_spec: credentialSpec(since) }),
  container_name: text,
  depends_on: textSet,
  devices: textSet,
  dns: textOrSet,
  dns_search: textOrSet,
  domainname: text,
  entrypoint: command,
  env_file: textOrSet,
  environment: pairs,
  expose: setOf(textOrNumber),
  external_links: textSet,
  extra_hosts: pairs,
  healthcheck: healthcheck(since, minor),
  hostname: text,
  image: text,
  ...since(7, { init: flag }),
  ipc: text,
  ...since(5, { isolation: text }),
  labels: pairs,
  links: textSet,
  logging: exact({ driver: text, options: named(anyKey, scalar, false) }),
  mac_address: text,
  network_mode: text,
  networks: oneOf(textSet, named(name, oneOf(exact(attachment(since)), nothing))),
  pid: type("string", "null"),
  ports: setOf(minor < 2 ? ports("string", "number") : oneOf(ports("number"), ports("string"), longPort)),
  privileged: flag,
  read_only: flag,
  restart: text,
  security_opt: textSet,
  shm_size: type("number", "string"),
  ...since(1, { secrets: fileReferences }),
  sysctls: pairs,
  stdin_open: flag,
  stop_grace_period: duration,
  stop_signal: text,
  tmpfs: textOrSet,
  tty: flag,
  ulimits: named(/^[a-z]+$/, oneOf(integer, exact({ hard: integer, soft: integer }, "soft", "hard")), false),
  ...since(13, { oom_score_adj: integer }),
  user: text,
  userns_mode: text,
  volumes: minor < 2 ? textSet : listOf(oneOf(text, mount(since))),
  working_dir: text,
});

const build = (since: Since): Properties => ({
  context: text,
  dockerfile: text,
  args: pairs,
  ...since(2, { cache_from: textSet }),
  ...since(3, { labels: pairs }),
  ...since(4, { network: text, target: text }),
  ...since(5, { shm_size: integerText }),
  ...since(9, { extra_hosts: pairs }),
});

const fileReferences = listOf(
  oneOf(text, { ...exact({ source: text, target: text, uid: text, gid: text, mode: number }), isClosed: false }),
);

const credentialSpec = (since: Since): Schema => exact({ ...since(8, { config: text }), file: text, registry: text });

const longPort = exact({ mode: text, target: integer, published: integer, protocol: text });

const attachment = (since: Since): Properties => ({
  aliases: textSet,
  ...since(13, { driver_opts: options }),
  ipv4_address: text,
  ipv6_address: text,
});

const open = (properties: Properties): Schema => ({ ...exact(properties), isClosed: false });

const mount = (since: Since): Schema =>
  exact(
    {
      type: text,
      source: text,
      target: text,
      read_only: flag,
      consistency: text,
      bind: open({ propagation: text }),
      volume: open({ nocopy: flag }),
      ...since(6, { tmpfs: open({ size: integerFrom(0) }) }),
    },
    "type",
  );

const healthcheck = (since: Since, minor: number): Schema =>
  exact({
    disable: flag,
    interval: minor < 4 ? text : duration,
    retries: number,
    test: command,
    timeout: minor < 4 ? text : duration,
    ...since(4, { start_period: duration }),
    ...since(12, { start_interval: duration }),
  });

const deploy = (since: Since): Schema =>
  orNothing(
    exact({
      mode: text,
      ...since(2, { endpoint_mode: text }),
      replicas: integer,
      labels: pairs,
      ...since(7, { rollback_config: rollout(since) }),
      update_config: rollout(since),
      resources: exact({
        limits: exact({ cpus: text, memory: text, ...since(9, { pids: integer }) }),
        reservations: exact({ cpus: text, memory: text, ...since(5, { generic_resources: genericResources }) }),
      }),
      restart_policy: exact({ condition: text, delay: duration, max_attempts: integer, window: duration }),
      placement: exact({
        constraints: listOf(text),
        ...since(3, { preferences: listOf(exact({ spread: text })) }),
        ...since(8, { max_replicas_per_node: integer }),
      }),
    }),
  );

const rollout = (since: Since): Schema =>
  exact({
    parallelism: integer,
    delay: duration,
    failure_action: text,
    monitor: duration,
    max_failure_ratio: number,
    ...since(4, { order: values("start-first", "stop-first") }),
  });

const genericResources = listOf(exact({ discrete_resource_spec: exact({ kind: text, value: number }) }));

const network = (since: Since): Properties => ({
  ...since(5, { name: text }),
  driver: text,
  driver_opts: options,
  ipam: exact({ driver: text, config: listOf(exact({ subnet: text })) }),
  external,
  internal: flag,
  ...since(2, { attachable: flag }),
  labels: pairs,
});

const volume = (since: Since): Properties => ({
  ...since(4, { name: text }),
  driver: text,
  driver_opts: options,
  external,
  labels: pairs,
  ...since(10, { "x-cluster-spec": clusterSpec }),
});

const segments = listOf(open({ segments: pairs }));

const clusterSpec = open({
  group: text,
  access_mode: open({
    scope: text,
    sharing: text,
    mount_volume: open({ fs_type: text, mount_flags: listOf(text) }),
    block_volume: type("object"),
  }),
  accessibility_requirements: open({ requisite: segments, preferred: segments }),
  capacity_range: open({ required_bytes: text, limit_bytes: text }),
  availability: text,
});

const config = (since: Since): Properties => ({
  ...since(5, { name: text }),
  file: text,
  external: openExternal,
  labels: pairs,
  ...since(8, { template_driver: text }),
});

const secret = (since: Since): Properties => ({
  ...config(since),
  ...since(8, { driver: text, driver_opts: options }),
});
