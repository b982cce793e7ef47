import { blockIo } from "./block-io.ts";
import { build } from "./build.ts";
import { always, list, map, oneOrMore, present, textsOrNumbers } from "./collections.ts";
import { deploy } from "./deploy.ts";
import { develop } from "./develop.ts";
import { deviceMapping, deviceRequest } from "./devices.ts";
import { environmentFile } from "./environment-file.ts";
import { fileReference } from "./file-reference.ts";
import { healthCheck } from "./health.ts";
import { hook, startHook } from "./hook.ts";
import type { ValueOf } from "./kind.ts";
import { mount } from "./mount.ts";
import { labels, manyOptions, mapping, options, variables } from "./pairs.ts";
import { port } from "./port.ts";
import { bytes, duration, flag, float32, integer, integer64, text } from "./scalars.ts";
import { command, hosts, ulimit } from "./special.ts";
import { struct } from "./struct.ts";

const dependency = struct({ condition: text, restart: flag, required: always(flag, false) });

const attachment = struct({
  aliases: list(text),
  driver_opts: options,
  gw_priority: integer,
  interface_name: text,
  ipv4_address: text,
  ipv6_address: text,
  link_local_ips: list(text),
  mac_address: text,
  priority: integer,
});

const serviceModel = struct({ endpoint_var: text, model_var: text });

const logging = struct({ driver: text, options });

const provider = struct({ type: text, options: manyOptions });

export const service = struct({
  profiles: list(text),
  annotations: mapping,
  attach: present(flag),
  build,
  develop,
  blkio_config: blockIo,
  cap_add: list(text),
  cap_drop: list(text),
  cgroup_parent: text,
  cgroup: text,
  cpu_count: integer64,
  cpu_percent: float32,
  cpu_period: integer64,
  cpu_quota: integer64,
  cpu_rt_period: integer64,
  cpu_rt_runtime: integer64,
  cpus: float32,
  cpuset: text,
  cpu_shares: integer64,
  command,
  configs: list(fileReference),
  container_name: text,
  credential_spec: struct({ config: text, file: text, registry: text }),
  depends_on: map(dependency),
  deploy,
  device_cgroup_rules: list(text),
  devices: list(deviceMapping),
  dns: oneOrMore,
  dns_opt: list(text),
  dns_search: oneOrMore,
  dockerfile: text,
  domainname: text,
  entrypoint: command,
  provider,
  environment: variables,
  env_file: list(environmentFile),
  expose: textsOrNumbers,
  extends: struct({ file: text, service: text }, { isExtensible: false }),
  external_links: list(text),
  extra_hosts: hosts,
  group_add: list(text),
  gpus: list(deviceRequest),
  hostname: text,
  healthcheck: healthCheck,
  image: text,
  init: present(flag),
  ipc: text,
  isolation: text,
  labels,
  label_file: list(text),
  links: list(text),
  logging,
  log_driver: text,
  log_opt: map(text),
  mem_limit: bytes,
  mem_reservation: bytes,
  memswap_limit: bytes,
  mem_swappiness: bytes,
  mac_address: text,
  models: map(serviceModel),
  net: text,
  network_mode: text,
  networks: map(attachment),
  oom_kill_disable: flag,
  oom_score_adj: integer64,
  pid: text,
  pids_limit: integer64,
  platform: text,
  ports: list(port),
  privileged: flag,
  pull_policy: text,
  read_only: flag,
  restart: text,
  runtime: text,
  scale: present(integer),
  secrets: list(fileReference),
  security_opt: list(text),
  shm_size: bytes,
  stdin_open: flag,
  stop_grace_period: present(duration),
  stop_signal: text,
  storage_opt: map(text),
  sysctls: mapping,
  tmpfs: oneOrMore,
  tty: flag,
  ulimits: map(ulimit),
  use_api_socket: flag,
  user: text,
  userns_mode: text,
  uts: text,
  volume_driver: text,
  volumes: list(mount),
  volumes_from: list(text),
  working_dir: text,
  post_start: list(hook),
  pre_stop: list(hook),
  pre_start: list(startHook),
});

/** A service. Its name is its key in the project. */
export type Service = ValueOf<typeof service>;
export type Dependency = ValueOf<typeof dependency>;
/** How a service is in a network. */
export type Attachment = ValueOf<typeof attachment>;
export type ServiceModel = ValueOf<typeof serviceModel>;
export type Logging = ValueOf<typeof logging>;
export type Provider = ValueOf<typeof provider>;
