import type { Mount } from "#api/types.gen.ts";
import { csvFields } from "#base/csv.ts";
import { parseBool, parseUnsigned } from "#base/strconv.ts";
import { parseBytes } from "../values/bytes.ts";

type Mutable<T> = { -readonly [Key in keyof T]?: Mutable<T[Key]> };
type Draft = Mutable<Mount>;

/** `type=bind,source=/a,target=/b,…`. @throws Error in Docker's words. */
export function parseMount(text: string): Mount {
  const draft: Draft = { Type: "volume" };
  for (const field of csvFields(text)) applyField(draft, field);
  if (draft.Type === undefined || draft.Type === "") throw new Error("type is required");
  if (draft.VolumeOptions !== undefined) draft.VolumeOptions.DriverConfig ??= {};
  if (draft.Target === undefined || draft.Target === "") throw new Error("target is required");
  checkMix(draft);
  checkReadOnly(draft);
  return draft as Mount;
}

/** Keys that mean true when they stand alone. */
const bareKeys = new Set(["readonly", "ro", "volume-nocopy", "bind-nonrecursive"]);

function applyField(draft: Draft, field: string): void {
  const at = field.indexOf("=");
  const key = (at < 0 ? field : field.slice(0, at)).toLowerCase();
  if (at < 0 && !bareKeys.has(key)) throw new Error(`invalid field '${field}' must be a key=value pair`);
  const value = at < 0 ? "" : field.slice(at + 1);
  const apply = Object.hasOwn(appliers, key) ? appliers[key] : undefined;
  if (apply === undefined) throw new Error(`unexpected key '${key}' in '${field}'`);
  apply(draft, value, { key, bare: at < 0, field });
}

interface FieldFacts {
  readonly key: string;
  readonly bare: boolean;
  readonly field: string;
}

type Applier = (draft: Draft, value: string, facts: FieldFacts) => void;

const source: Applier = (draft, value) => {
  draft.Source = /^\.{1,2}(?:\/|$)/.test(value) ? absolutePath(value) : value;
};
const target: Applier = (draft, value) => {
  draft.Target = value;
};
const readOnly: Applier = (draft, value, facts) => {
  setSwitch(draft, "ReadOnly", switchValue(value, facts));
};

const appliers: Readonly<Record<string, Applier>> = {
  type: (draft, value) => {
    draft.Type = value.toLowerCase();
  },
  source,
  src: source,
  target,
  dst: target,
  destination: target,
  readonly: readOnly,
  ro: readOnly,
  consistency: (draft, value) => {
    draft.Consistency = value.toLowerCase();
  },
  "bind-propagation": (draft, value) => {
    bindOptions(draft).Propagation = value.toLowerCase();
  },
  "bind-nonrecursive": (draft, value, facts) => {
    setSwitch(bindOptions(draft), "NonRecursive", switchValue(value, facts));
  },
  "bind-recursive": (draft, value, facts) => {
    const options = bindOptions(draft);
    if (value === "enabled") return;
    if (value === "disabled") options.NonRecursive = true;
    else if (value === "writable") options.ReadOnlyNonRecursive = true;
    else if (value === "readonly") options.ReadOnlyForceRecursive = true;
    else {
      throw new Error(
        `invalid value for ${facts.key}: ${value} (must be "enabled", "disabled", "writable", or "readonly")`,
      );
    }
  },
  "volume-subpath": (draft, value) => {
    volumeOptions(draft).Subpath = value;
  },
  "volume-nocopy": (draft, value, facts) => {
    setSwitch(volumeOptions(draft), "NoCopy", switchValue(value, facts));
  },
  "volume-label": (draft, value) => {
    const options = volumeOptions(draft);
    options.Labels = { ...options.Labels, ...pairOf(value) };
  },
  "volume-driver": (draft, value) => {
    const options = volumeOptions(draft);
    options.DriverConfig = { ...options.DriverConfig, Name: value };
  },
  "volume-opt": (draft, value) => {
    const options = volumeOptions(draft);
    options.DriverConfig = { ...options.DriverConfig, Options: { ...options.DriverConfig?.Options, ...pairOf(value) } };
  },
  "image-subpath": (draft, value) => {
    draft.ImageOptions = { Subpath: value };
  },
  "tmpfs-size": (draft, value, { key }) => {
    tmpfsOptions(draft).SizeBytes = attempt(() => parseBytes(value), key, value);
  },
  "tmpfs-mode": (draft, value, { key }) => {
    if (!/^[0-7]+$/.test(value)) throw new Error(`invalid value for ${key}: ${value}`);
    tmpfsOptions(draft).Mode = parseUnsigned(String(Number.parseInt(value, 8)));
  },
};

/** A switch that is off is left out, as the engine's own types do. */
function setSwitch<Key extends string>(target: { [K in Key]?: boolean }, key: Key, value: boolean): void {
  if (value) target[key] = true;
  else delete target[key];
}

function bindOptions(draft: Draft): NonNullable<Draft["BindOptions"]> {
  draft.BindOptions ??= {};
  return draft.BindOptions;
}

function volumeOptions(draft: Draft): NonNullable<Draft["VolumeOptions"]> {
  draft.VolumeOptions ??= {};
  return draft.VolumeOptions;
}

function tmpfsOptions(draft: Draft): NonNullable<Draft["TmpfsOptions"]> {
  draft.TmpfsOptions ??= {};
  return draft.TmpfsOptions;
}

function switchValue(value: string, { key, bare }: FieldFacts): boolean {
  return bare || attempt(() => parseBool(value), key, value);
}

function attempt<T>(parse: () => T, key: string, value: string): T {
  try {
    return parse();
  } catch {
    throw new Error(`invalid value for ${key}: ${value}`);
  }
}

function pairOf(text: string): Record<string, string> {
  const at = text.indexOf("=");
  return at < 0 ? { [text]: "" } : { [text.slice(0, at)]: text.slice(at + 1) };
}

function absolutePath(path: string): string {
  return new URL(path, `file://${process.cwd()}/`).pathname.replace(/(?<=.)\/$/, "");
}

function checkMix({ Type, BindOptions, VolumeOptions, TmpfsOptions, ImageOptions }: Draft): void {
  const groups = [
    ["bind", BindOptions],
    ["volume", VolumeOptions],
    ["image", ImageOptions],
    ["tmpfs", TmpfsOptions],
  ] as const;
  for (const [type, options] of groups) {
    if (options !== undefined && Type !== type) {
      throw new Error(`cannot mix '${type}-*' options with mount type '${Type}'`);
    }
  }
}

function checkReadOnly({ ReadOnly, BindOptions }: Draft): void {
  if (BindOptions?.ReadOnlyNonRecursive === true && ReadOnly !== true) {
    throw new Error(`option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction`);
  }
  if (BindOptions?.ReadOnlyForceRecursive !== true) return;
  if (ReadOnly !== true) {
    throw new Error(`option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction`);
  }
  if (BindOptions.Propagation !== "rprivate") {
    // Docker prints this text, quotes and all.
    throw new Error(
      `option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction`,
    );
  }
}
