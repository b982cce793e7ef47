import { list, map } from "./collections.ts";
import type { Kind, ValueOf } from "./kind.ts";
import { labels, mapping, options } from "./pairs.ts";
import { flag, integer, text } from "./scalars.ts";
import { embedded, struct } from "./struct.ts";

const addressPool = struct(
  { subnet: text, gateway: text, ip_range: text, aux_addresses: mapping },
  { isExtensible: false },
);

export const network = struct({
  name: text,
  driver: text,
  driver_opts: options,
  ipam: embedded(struct({ driver: text, config: list(addressPool) })),
  external: flag,
  internal: flag,
  attachable: flag,
  labels,
  enable_ipv4: { ...flag, isEmpty: () => false },
  enable_ipv6: { ...flag, isEmpty: () => false },
});

export const volume = struct({ name: text, driver: text, driver_opts: options, external: flag, labels });

const fileObject = struct({
  name: text,
  file: text,
  environment: text,
  content: text,
  external: flag,
  labels,
  driver: text,
  driver_opts: map(text),
  template_driver: text,
});

type FileObject = ValueOf<typeof fileObject>;

/** A file whose content the project gives. What comes of a variable is not written. */
export const config: Kind<FileObject> = {
  ...fileObject,
  encode: (value, format) => fileObject.encode(value.environment ? { ...value, content: undefined } : value, format),
};

/** A file of which the content is never written. */
export const secret: Kind<FileObject> = {
  ...fileObject,
  encode: (value, format) => fileObject.encode({ ...value, content: undefined }, format),
};

export const model = struct({ name: text, model: text, context_size: integer, runtime_flags: list(text) });

export type Network = ValueOf<typeof network>;
export type AddressPool = ValueOf<typeof addressPool>;
export type Volume = ValueOf<typeof volume>;
export type Config = FileObject;
export type Secret = FileObject;
export type Model = ValueOf<typeof model>;
