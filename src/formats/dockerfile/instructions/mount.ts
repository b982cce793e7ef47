import { csvFields } from "#base/csv.ts";
import { messageOf } from "#base/errors.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import { withMountField } from "./mount-field.ts";
import { checkedMount } from "./mount-rules.ts";

export const mountTypes = ["bind", "cache", "tmpfs", "secret", "ssh"] as const;

export type MountType = (typeof mountTypes)[number];

export const sharingModes = ["shared", "private", "locked"] as const;

export type SharingMode = (typeof sharingModes)[number];

/** `--mount` of `RUN` as written: its values may have variables in them, which only the stage knows. */
export interface MountText {
  readonly text: string;
  /** The stage, image or named context, which has no variables; empty where not given. */
  readonly from: string;
}

/** `--mount` of `RUN`. */
export interface Mount {
  readonly type: MountType;
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly id: string;
  /** Undefined where not given: `shared`. */
  readonly sharing?: SharingMode;
  readonly required: boolean;
  /** Of `tmpfs`: bytes; 0 where not given. */
  readonly sizeBytes: number;
  /** Of a secret: the variable that gets it. */
  readonly env?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** Puts the values of variables into one text. */
export type ExpandText = (text: string) => string;

/** What is known of a mount without variables. @throws DockerfileError */
export function readMountText(text: string): MountText {
  let from = "";
  for (const { key, value } of fieldsOf(text)) {
    if (key !== "from" || value === undefined) continue;
    if (/\$./.test(value))
      throw new DockerfileError("'from' doesn't support variable expansion, define alias stage instead");
    from = value;
  }
  return { text, from };
}

/** Reads a mount whole. @throws DockerfileError in BuildKit's words */
export function parseMount(text: string, expand: ExpandText): Mount {
  let draft: MountDraft = { mount: emptyMount };
  for (const { field, key, value } of fieldsOf(text)) {
    const expanded = value === undefined ? undefined : expand(value);
    draft = withMountField(draft, { field, key, value: expanded });
  }
  return checkedMount(draft);
}

/** A mount of which not all fields are read. */
export interface MountDraft {
  readonly mount: Mount;
  /** Whether the mount may be written to, where a field says it. */
  readonly isWritable?: boolean;
}

export interface MountField {
  /** The field as written. */
  readonly field: string;
  /** In small letters. */
  readonly key: string;
  /** Undefined where there is no equals sign. */
  readonly value: string | undefined;
}

const emptyMount: Mount = {
  type: "bind",
  from: "",
  source: "",
  target: "",
  readOnly: false,
  id: "",
  required: false,
  sizeBytes: 0,
};

function fieldsOf(text: string): MountField[] {
  return split(text).map((field) => {
    const equals = field.indexOf("=");
    if (equals < 0) return { field, key: field.toLowerCase(), value: undefined };
    return { field, key: field.slice(0, equals).toLowerCase(), value: field.slice(equals + 1) };
  });
}

function split(text: string): string[] {
  try {
    return csvFields(text);
  } catch (error) {
    throw new DockerfileError(`failed to parse csv mounts: ${messageOf(error)}`);
  }
}
