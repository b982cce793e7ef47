import { driverOptions, nameOrNames, pairs } from "./parts.ts";
import { exact, flagText, listOf, name, named, object, oneOf, orNothing, type Schema, text, type } from "./schema.ts";
import { service } from "./service.ts";

const external: Schema = { ...object({ name: text }), types: ["boolean", "string", "object"] };
/** That of secrets and configs takes any other key. */
const openExternal: Schema = { types: ["boolean", "string", "object"], properties: { name: text } };

const addressPool = object({
  subnet: text,
  ip_range: text,
  gateway: text,
  aux_addresses: named(/^[^\n]+$/, text),
});

const network = orNothing(
  object({
    name: text,
    driver: text,
    driver_opts: driverOptions,
    ipam: object({ driver: text, config: listOf(addressPool), options: named(/^[^\n]+$/, text) }),
    external,
    internal: flagText,
    enable_ipv4: flagText,
    enable_ipv6: flagText,
    attachable: flagText,
    labels: pairs,
  }),
);

const volume = orNothing(object({ name: text, driver: text, driver_opts: driverOptions, external, labels: pairs }));

const secret = object({
  name: text,
  environment: text,
  file: text,
  external: openExternal,
  labels: pairs,
  driver: text,
  driver_opts: driverOptions,
  template_driver: text,
});

const config = object({
  name: text,
  content: text,
  environment: text,
  file: text,
  external: openExternal,
  labels: pairs,
  template_driver: text,
});

const model = object({ name: text, model: text, context_size: type("integer"), runtime_flags: listOf(text) }, "model");

const include = oneOf(text, exact({ path: nameOrNames, env_file: nameOrNames, project_directory: text }));

/** What a file of Compose may say. */
export const project = object({
  version: text,
  name: text,
  include: listOf(include),
  services: named(name, service),
  models: named(name, model, false),
  networks: named(name, network, false),
  volumes: named(name, volume),
  secrets: named(name, secret),
  configs: named(name, config),
});
