import { ComposeError } from "../errors.ts";
import type { Tree, TreeMap } from "../tree/value.ts";

const propagations = new Set(["rprivate", "private", "rshared", "shared", "rslave", "slave"]);

/** A mount in short form, `[SOURCE:]TARGET[:OPTIONS]`, in long form. @throws ComposeError */
export function parseMount(spec: string): TreeMap {
  const length = Buffer.byteLength(spec);
  if (length === 0) throw new ComposeError("invalid empty volume spec");
  if (length <= 2)
    return new Map([
      ["type", "volume"],
      ["target", spec],
    ]);
  const [source, target, options] = readParts(spec);
  return asMount({ source, target, options: options?.split(",") ?? [] });
}

/** At most a source, a target and options; a single part is a target. */
function readParts(spec: string): readonly [string, string, string?] {
  const parts = splitColons(spec);
  const wrong = (why: string): ComposeError => new ComposeError(`invalid spec: ${spec}: ${why}`);
  const [first, second, third] = parts;
  for (const [at, part] of parts.entries()) {
    if (part === "") throw wrong("empty section between colons");
    if (at >= 2 && at < parts.length - 1) throw wrong("too many colons");
  }
  return second === undefined ? ["", first!] : third === undefined ? [first!, second] : [first!, second, third];
}

/** The drive of a path of Windows and references to variables keep their colons. */
function splitColons(spec: string): string[] {
  const parts: string[] = [];
  let part = "";
  let references = 0;
  const characters = [...spec];
  for (const [at, character] of characters.entries()) {
    if (character === "$" && characters[at + 1] === "{") references += 1;
    else if (character === "}" && references > 0) references -= 1;
    else if (character === ":" && references === 0 && !/^\p{L}$/u.test(part)) {
      parts.push(part);
      part = "";
      continue;
    }
    part += character;
  }
  return references > 0 ? parts : [...parts, part];
}

interface Parts {
  readonly source: string;
  readonly target: string;
  readonly options: readonly string[];
}

function asMount({ source, target, options }: Parts): TreeMap {
  const isBind = isPath(source);
  const bind: TreeMap = new Map();
  let [isReadOnly, isUncopied] = [false, false];
  for (const option of options) {
    if (option === "ro" || option === "rw") isReadOnly = option === "ro";
    else if (option === "nocopy") isUncopied = true;
    else if (option === "z" || option === "Z") bind.set("selinux", option);
    else if (propagations.has(option)) bind.set("propagation", option);
  }
  if (isBind) bind.set("create_host_path", true);
  const volume: TreeMap = new Map<string, Tree>(isUncopied ? [["nocopy", true]] : []);
  const mount: TreeMap = new Map([["type", isBind ? "bind" : "volume"]]);
  if (source !== "") mount.set("source", source);
  mount.set("target", target);
  if (isReadOnly) mount.set("read_only", true);
  if (bind.size > 0) mount.set("bind", bind);
  if (!isBind || isUncopied) mount.set("volume", volume);
  return mount;
}

/** Whether a source is a path rather than a name of a volume. */
function isPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith("\\\\") || /^\p{L}:/u.test(source);
}
