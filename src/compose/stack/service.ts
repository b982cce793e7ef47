import { list, map, textsOrNumbers } from "../shape/collections.ts";
import type { Kind, ValueOf } from "../shape/kind.ts";
import { mapping } from "../shape/pairs.ts";
import { flag, integer64, unsigned32 } from "../shape/scalars.ts";
import { healthTest, type Ulimit, ulimit } from "../shape/special.ts";
import { isList, sprint } from "../tree/value.ts";
import { deploy } from "./deploy.ts";
import {
  commandLine,
  count,
  from,
  hosts,
  named,
  oneOrMoreTexts,
  optionalDuration,
  pairs,
  saying,
  settings,
  text,
  texts,
  truth,
  variables,
} from "./kinds.ts";
import { appended, byName, keyed, type Mergeable, optional, overridden, part, record, replaced } from "./mergeable.ts";
import { mountInStack } from "./mount.ts";
import { portsInStack } from "./ports.ts";

const build = part(
  record({
    context: text,
    dockerfile: text,
    args: variables,
    labels: pairs,
    cache_from: oneOrMoreTexts,
    extra_hosts: hosts,
    network: text,
    target: text,
  }),
);

const fileReference = record({
  source: text,
  target: text,
  uid: text,
  gid: text,
  mode: replaced(unsigned32),
});

const bySource = {
  of: ({ source = "" }: ValueOf<typeof fileReference>): string => source,
  compare: (left: ValueOf<typeof fileReference>, right: ValueOf<typeof fileReference>): number =>
    byBytes(left.source, right.source),
};

const fileReferences = keyed(list(from(fileReference, named("source"))), bySource);

function byBytes(left = "", right = ""): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

const healthcheck = record({
  test: appended(healthTest),
  timeout: optionalDuration,
  interval: optionalDuration,
  retries: count,
  start_period: optionalDuration,
  start_interval: optionalDuration,
  disable: truth,
});

const loggingFields = record({ driver: text, options: settings });

/** Options of another driver count no more; those for a driver that had none are lost, as they are in Docker. */
const logging: typeof loggingFields = {
  ...loggingFields,
  merge(base, over) {
    const isSame = base.driver === over.driver || !base.driver || !over.driver;
    if (!isSame) return over;
    const merged = loggingFields.merge(base, over);
    return base.options === undefined ? { ...merged, options: undefined } : merged;
  },
};

const attachmentFields = record({
  aliases: texts,
  driver_opts: settings,
  ipv4_address: text,
  ipv6_address: text,
});

type Attachment = ValueOf<typeof attachmentFields> | undefined;

/** Networks of a service; one may have nothing said of it. */
const attachments = byName<Attachment>(
  from(map<Attachment>(attachmentFields as Kind<Attachment>), (value) =>
    isList(value) ? new Map(value.map((name) => [sprint(name), null])) : value,
  ),
  (base, over) => {
    if (base === undefined || over === undefined) return over ?? base;
    const addresses = attachmentFields.merge({ ...base, driver_opts: undefined }, { ...over, driver_opts: undefined });
    return { ...addresses, aliases: over.aliases, driver_opts: base.driver_opts };
  },
);

const port = record({
  mode: text,
  target: overridden(unsigned32),
  published: overridden(unsigned32),
  protocol: text,
});

type Port = ValueOf<typeof port>;

/** Where there are several files only one of the ports that are not published is kept, as it is in Docker. */
const ports = keyed(
  from(list(port), (value) => portsInStack(value)),
  {
    of: ({ published = 0 }: Port): string => String(published),
    compare: (left: Port, right: Port): number => (left.published ?? 0) - (right.published ?? 0),
  },
);

const mount = record({
  type: text,
  source: text,
  target: text,
  read_only: truth,
  consistency: text,
  bind: record({ propagation: text }),
  volume: record({ nocopy: truth }),
  tmpfs: record({ size: overridden(integer64) }),
});

type Mount = ValueOf<typeof mount>;

const mounts = keyed(
  list(from(mount, (value) => (typeof value === "string" ? saying(() => mountInStack(value)) : value))),
  {
    of: ({ target = "" }: Mount): string => target,
    compare: (left: Mount, right: Mount): number => byBytes(left.target, right.target),
  },
);

/** A limit of zero is written as a mapping without any. */
const limit: Mergeable<Ulimit> = replaced({
  ...ulimit,
  encode: (value) => ulimit.encode(value, "json"),
});

/** A service of a stack. */
export const service = record(
  {
    build: from(build, named("context")),
    cap_add: texts,
    cap_drop: texts,
    cgroupns_mode: text,
    cgroup_parent: text,
    command: commandLine,
    configs: fileReferences,
    container_name: text,
    credential_spec: part(record({ config: text, file: text, registry: text })),
    depends_on: texts,
    deploy,
    devices: texts,
    dns: oneOrMoreTexts,
    dns_search: oneOrMoreTexts,
    domainname: text,
    entrypoint: commandLine,
    environment: variables,
    env_file: oneOrMoreTexts,
    expose: appended(textsOrNumbers),
    external_links: texts,
    extra_hosts: hosts,
    hostname: text,
    healthcheck,
    image: text,
    init: optional(flag),
    ipc: text,
    isolation: text,
    labels: pairs,
    links: texts,
    logging,
    mac_address: text,
    network_mode: text,
    networks: attachments,
    pid: text,
    ports,
    privileged: truth,
    read_only: truth,
    restart: text,
    secrets: fileReferences,
    security_opt: texts,
    shm_size: text,
    stdin_open: truth,
    stop_grace_period: optionalDuration,
    stop_signal: text,
    sysctls: byName(mapping),
    tmpfs: oneOrMoreTexts,
    tty: truth,
    ulimits: byName(map(limit), limit.merge),
    user: text,
    userns_mode: text,
    volumes: mounts,
    working_dir: text,
  },
  { isExtensible: true },
);

export type StackService = ValueOf<typeof service>;
