import type {
  ContainerEdits,
  DescribedDevice,
  Description,
  DeviceHook,
  DeviceMount,
  DeviceNode,
  IntelRdt,
} from "./description.ts";

/** A file that is no description. Its text is that of the reference implementation. */
export class DescriptionError extends Error {
  override readonly name = "DescriptionError";
}

/**
 * Takes a description from what its JSON or YAML says. Fields that it does not know are errors.
 * @throws DescriptionError
 */
export function decodeDescription(value: unknown): Description {
  const fields = new Fields(value, "", "specs.Spec", [
    ...["cdiVersion", "kind", "annotations", "devices", "containerEdits"],
  ]);
  return {
    cdiVersion: fields.text("cdiVersion"),
    kind: fields.text("kind"),
    annotations: fields.texts("annotations"),
    devices: fields.list("devices", "specs.Device", device),
    containerEdits: edits(fields.value("containerEdits") ?? {}, "containerEdits"),
  };
}

function device(value: unknown, path: string): DescribedDevice {
  const fields = new Fields(value, path, "specs.Device", ["name", "annotations", "containerEdits"]);
  return {
    name: fields.text("name"),
    annotations: fields.texts("annotations"),
    containerEdits: edits(fields.value("containerEdits") ?? {}, `${path}.containerEdits`),
  };
}

function edits(value: unknown, path: string): ContainerEdits {
  const fields = new Fields(value, path, "specs.ContainerEdits", [
    ...["env", "deviceNodes", "hooks", "mounts", "intelRdt", "additionalGids"],
  ]);
  const rdt = fields.value("intelRdt");
  return {
    env: fields.list("env", "string", asText),
    deviceNodes: fields.list("deviceNodes", "*specs.DeviceNode", node),
    mounts: fields.list("mounts", "*specs.Mount", mount),
    hooks: fields.list("hooks", "*specs.Hook", hook),
    additionalGids: fields.list("additionalGids", "uint32", asNumber),
    intelRdt: rdt === undefined ? undefined : intelRdt(rdt, `${path}.intelRdt`),
  };
}

function node(value: unknown, path: string): DeviceNode {
  const fields = new Fields(value, path, "specs.DeviceNode", [
    ...["path", "hostPath", "type", "major", "minor", "fileMode", "permissions", "uid", "gid"],
  ]);
  return {
    path: fields.text("path"),
    hostPath: fields.text("hostPath"),
    type: fields.text("type"),
    major: fields.number("major") ?? 0,
    minor: fields.number("minor") ?? 0,
    fileMode: fields.number("fileMode"),
    permissions: fields.text("permissions"),
    uid: fields.number("uid"),
    gid: fields.number("gid"),
  };
}

function mount(value: unknown, path: string): DeviceMount {
  const fields = new Fields(value, path, "specs.Mount", ["hostPath", "containerPath", "options", "type"]);
  return {
    hostPath: fields.text("hostPath"),
    containerPath: fields.text("containerPath"),
    options: fields.list("options", "string", asText),
    type: fields.text("type"),
  };
}

function hook(value: unknown, path: string): DeviceHook {
  const fields = new Fields(value, path, "specs.Hook", ["hookName", "path", "args", "env", "timeout"]);
  return {
    hookName: fields.text("hookName"),
    path: fields.text("path"),
    args: fields.list("args", "string", asText),
    env: fields.list("env", "string", asText),
    timeout: fields.number("timeout"),
  };
}

function intelRdt(value: unknown, path: string): IntelRdt {
  const fields = new Fields(value, path, "specs.IntelRdt", [
    ...["closID", "l3CacheSchema", "memBwSchema", "enableCMT", "enableMBM", "schemata", "enableMonitoring"],
  ]);
  return { closID: fields.text("closID") };
}

function asText(value: unknown, path: string): string {
  if (typeof value !== "string") throw mismatch(value, path, "string");
  return value;
}

function asNumber(value: unknown, path: string): number {
  if (!Number.isSafeInteger(value)) throw mismatch(value, path, "int64");
  return value as number;
}

/** An object of the file. What is null in it is not given. */
class Fields {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(value: unknown, path: string, type: string, known: readonly string[]) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw mismatch(value, path, type);
    for (const name of Object.keys(value))
      if (!known.includes(name)) throw unmarshalError(`unknown field ${JSON.stringify(name)}`);
    this.#members = value as Readonly<Record<string, unknown>>;
    this.#path = path;
  }

  value(name: string): unknown {
    return this.#members[name] ?? undefined;
  }

  /** Empty where it is not given. */
  text(name: string): string {
    return asText(this.value(name) ?? "", this.#pathOf(name));
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : asNumber(value, this.#pathOf(name));
  }

  texts(name: string): Readonly<Record<string, string>> {
    const value = this.value(name) ?? {};
    if (typeof value !== "object" || Array.isArray(value))
      throw mismatch(value, this.#pathOf(name), "map[string]string");
    for (const [key, text] of Object.entries(value)) asText(text, `${this.#pathOf(name)}.${key}`);
    return value as Readonly<Record<string, string>>;
  }

  list<T>(name: string, type: string, decode: (value: unknown, path: string) => T): T[] {
    const value = this.value(name) ?? [];
    const path = this.#pathOf(name);
    if (!Array.isArray(value)) throw mismatch(value, path, `[]${type}`);
    return value.map((each, index) => decode(each, `${path}.${index}`));
  }

  #pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }
}

function mismatch(value: unknown, path: string, type: string): DescriptionError {
  const kind =
    value === null ? "null" : Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  const place = path === "" ? "value" : `struct field .${path}`;
  return unmarshalError(`cannot unmarshal ${kind} into Go ${place} of type ${type}`);
}

function unmarshalError(reason: string): DescriptionError {
  return new DescriptionError(
    `failed to unmarshal CDI Spec: error unmarshaling JSON: while decoding JSON: json: ${reason}`,
  );
}
