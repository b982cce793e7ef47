import { parseBool, quote } from "#base/strconv.ts";
import { withSuggestion } from "#base/suggest.ts";
import { parseBinarySize } from "#base/units.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import { type Mount, type MountDraft, type MountField, mountTypes, sharingModes } from "./mount.ts";

const knownKeys = [
  ...["type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode", "uid", "gid"],
  ...["src", "dst", "destination", "ro", "rw", "readwrite", "env"],
];

/** The mount with one more of its fields. @throws DockerfileError */
export function withMountField(draft: MountDraft, { field, key, value }: MountField): MountDraft {
  if (value === undefined) return withBareField(draft, field, key);
  const { mount } = draft;
  const withMount = (changes: Partial<Mount>): MountDraft => ({ ...draft, mount: { ...mount, ...changes } });
  switch (key) {
    case "type":
      return withMount({ type: choiceOf(value, mountTypes, "unsupported mount type") });
    case "from":
      return withMount({ from: value });
    case "source":
    case "src":
      return withMount({ source: value });
    case "target":
    case "dst":
    case "destination":
      return withMount({ target: value });
    case "readonly":
    case "ro":
      return { ...draft, isWritable: !booleanOf(key, value) };
    case "readwrite":
    case "rw":
      return { ...draft, isWritable: booleanOf(key, value) };
    case "required":
      if (!mayBeRequired(mount)) throw unexpectedFor(key, mount);
      return withMount({ required: booleanOf(key, value) });
    case "size":
      if (mount.type !== "tmpfs") throw unexpectedFor(key, mount);
      return withMount({ sizeBytes: sizeOf(key, value) });
    case "id":
      return withMount({ id: value });
    case "sharing":
      return withMount({ sharing: choiceOf(value, sharingModes, "unsupported sharing value") });
    case "mode":
      return withMount({ mode: numberOf(key, value, 8) });
    case "uid":
      return withMount({ uid: numberOf(key, value, 10) });
    case "gid":
      return withMount({ gid: numberOf(key, value, 10) });
    case "env":
      return withMount({ env: value });
    default:
      throw new DockerfileError(
        withSuggestion(`unexpected key '${key}' in '${field}'`, key, { options: knownKeys, caseSensitive: true }),
      );
  }
}

function withBareField(draft: MountDraft, field: string, key: string): MountDraft {
  switch (key) {
    case "readonly":
    case "ro":
      return { ...draft, isWritable: false };
    case "readwrite":
    case "rw":
      return { ...draft, isWritable: true };
    case "required":
      if (!mayBeRequired(draft.mount)) throw unexpectedFor(key, draft.mount);
      return { ...draft, mount: { ...draft.mount, required: true } };
    default:
      throw new DockerfileError(`invalid field '${field}' must be a key=value pair`);
  }
}

function mayBeRequired({ type }: Mount): boolean {
  return type === "secret" || type === "ssh";
}

function unexpectedFor(key: string, { type }: Mount): DockerfileError {
  return new DockerfileError(`unexpected key '${key}' for mount type '${type}'`);
}

function choiceOf<Choice extends string>(value: string, choices: readonly Choice[], problem: string): Choice {
  const found = choices.find((choice) => choice === value.toLowerCase());
  if (found !== undefined) return found;
  const options = { options: choices, caseSensitive: true };
  throw new DockerfileError(withSuggestion(`${problem} ${quote(value)}`, value, options));
}

function booleanOf(key: string, value: string): boolean {
  try {
    return parseBool(value);
  } catch {
    throw new DockerfileError(`invalid value for ${key}: ${value}`);
  }
}

function sizeOf(key: string, value: string): number {
  try {
    return parseBinarySize(value);
  } catch {
    throw new DockerfileError(`invalid value for ${key}: ${value}`);
  }
}

function numberOf(key: string, value: string, base: 8 | 10): number {
  const number = (base === 8 ? /^[0-7]+$/ : /^[0-9]+$/).test(value) ? Number.parseInt(value, base) : Number.NaN;
  if (!(number <= 0xffffffff)) throw new DockerfileError(`invalid value ${value} for ${key}`);
  return number;
}
