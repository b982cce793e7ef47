import { cleanPath } from "../oci-spec/plan-mounts.ts";
import { problemOfTarget, propagations } from "./check-mounts.ts";
import { invalidAsSystem } from "./invalid.ts";

/** An entry of `HostConfig.Binds`: a folder of the host, or a volume. */
export interface BindSpec {
  readonly type: "bind" | "volume";
  /** A clean path, or a volume's name; undefined: an anonymous volume. */
  readonly source: string | undefined;
  readonly givenSource: string | undefined;
  readonly target: string;
  /** As given. */
  readonly mode: string;
  readonly writable: boolean;
  readonly propagation: string | undefined;
  readonly noCopy: boolean;
}

/** @throws system for a bad specification, as Docker answers it */
export function parseBind(spec: string): BindSpec {
  const { source, target, mode } = splitBind(spec);
  const flags = parseMode(mode);
  const type = source?.startsWith("/") ? "bind" : "volume";
  const fail = (text: string) =>
    invalidAsSystem(`invalid volume specification: '${spec}': invalid mount config for type "${type}": ${text}`);
  const problem = problemOfTarget(target);
  if (problem !== undefined) throw fail(problem);
  if (type === "volume" && flags.propagation !== undefined) throw fail("field BindOptions must not be specified");
  if (type === "bind" && flags.noCopy) throw fail("field VolumeOptions must not be specified");
  const from = source === undefined || type === "volume" ? source : cleanPath(source);
  return { type, source: from, givenSource: source, target: cleanPath(target), mode, ...flags };
}

function splitBind(spec: string): { source: string | undefined; target: string; mode: string } {
  const parts = spec.split(":");
  const [first = "", second = "", mode = ""] = parts;
  if (first === "" || parts.length > 3) throw invalidAsSystem(`invalid volume specification: '${spec}'`);
  if (parts.length === 1) return { source: undefined, target: first, mode: "" };
  return { source: first, target: second, mode };
}

type ModeFlags = Pick<BindSpec, "writable" | "propagation" | "noCopy">;

const consistencies = ["consistent", "cached", "delegated", "default"];

/** At most one of each kind, as moby's linux parser allows. @throws system `invalid mode: x` */
function parseMode(mode: string): ModeFlags {
  const words = modeWords(mode);
  if (words === undefined) throw invalidAsSystem(`invalid mode: ${mode}`);
  return {
    writable: !words.includes("ro"),
    propagation: words.find((word) => propagations.includes(word)),
    noCopy: words.includes("nocopy"),
  };
}

/** The words of a mode; undefined when it is none. */
export function modeWords(mode: string): readonly string[] | undefined {
  const counts = { access: 0, label: 0, propagation: 0, copy: 0, consistency: 0 };
  const words = mode === "" ? [] : mode.split(",");
  for (const word of words) {
    if (word === "rw" || word === "ro") counts.access += 1;
    else if (word === "z" || word === "Z") counts.label += 1;
    else if (propagations.includes(word)) counts.propagation += 1;
    else if (word === "nocopy") counts.copy += 1;
    else if (consistencies.includes(word)) counts.consistency += 1;
    else return undefined;
  }
  return Object.values(counts).some((count) => count > 1) ? undefined : words;
}
