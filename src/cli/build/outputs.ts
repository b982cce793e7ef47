import { BuildFailure } from "./build-failure.ts";
import { keyValues } from "./key-value-list.ts";

/** Where the output of an exporter goes on this machine: a file, a folder, or `-`. */
export interface BuildOutput {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly dest: string | undefined;
}

export interface OutputOptions {
  readonly outputs: readonly string[];
  readonly tags: readonly string[];
  readonly load: boolean;
  readonly push: boolean;
  readonly annotations: readonly string[];
}

const exporterTypes = ["image", "local", "tar", "oci", "docker", "registry", "moby"];

/** What `--output`, `--load`, `--push` and `--tag` ask for together. @throws Error in buildx's words */
export function buildOutputs({ outputs, tags, load, push, annotations }: OutputOptions): BuildOutput[] {
  const parsed = outputs.flatMap(parseOutput);
  if (parsed.length === 0 || (load && !parsed.some(isKept))) {
    if (outputs.length === 0 || load) parsed.push({ type: "image", attributes: {}, dest: undefined });
  }
  if (push && !parsed.some(isKept)) parsed.push({ type: "image", attributes: {}, dest: undefined });
  const names: Record<string, string> = tags.length === 0 ? {} : { name: tags.join(",") };
  const made = parsed.map((output) => {
    const named = ["image", "registry", "moby", "oci", "docker"].includes(output.type) ? names : {};
    const pushed: Record<string, string> = push && isKept(output) ? { push: "true" } : {};
    return {
      ...output,
      attributes: { ...named, ...pushed, ...annotationAttributes(output, annotations), ...output.attributes },
    };
  });
  for (const { type, attributes } of made)
    if ((type === "registry" || attributes["push"] === "true") && !attributes["name"])
      throw new Error("tag is needed when pushing to registry");
  return made;
}

function isKept({ type }: BuildOutput): boolean {
  return type === "image" || type === "registry" || type === "moby";
}

function parseOutput(text: string): BuildOutput[] {
  if (text === "-") return [{ type: "tar", attributes: {}, dest: "-" }];
  const fields = keyValues(text);
  if (fields.length === 1 && !text.startsWith("type=")) return [{ type: "local", attributes: {}, dest: text }];
  const attributes = new Map(fields.map(([key, value]) => [key, value ?? ""]));
  const type = attributes.get("type") ?? "";
  const dest = attributes.get("dest");
  attributes.delete("type");
  attributes.delete("dest");
  if (type === "") throw new Error("type is required for output");
  if (type === "cacheonly") return [];
  if (!exporterTypes.includes(type)) throw new BuildFailure(new Error(`exporter "${type}" could not be found`), true);
  if (type === "local" && dest === undefined) throw new Error("dest is required for local exporter");
  if (type === "docker" && dest === undefined) {
    return [{ type: "image", attributes: Object.fromEntries(attributes), dest: undefined }];
  }
  const toOutput = dest === undefined && (type === "tar" || type === "oci") ? "-" : dest;
  return [{ type, attributes: Object.fromEntries(attributes), dest: toOutput }];
}

function annotationAttributes({ type }: BuildOutput, annotations: readonly string[]): Record<string, string> {
  if (type === "local" || type === "tar") return {};
  return Object.fromEntries(
    annotations.map((text) => {
      const [, kinds = "manifest", key, value] = /^(?:([a-z,-]+(?:\[[^\]]*\])?):)?([^=]+)=(.*)$/s.exec(text) ?? [];
      if (key === undefined || value === undefined)
        throw new Error(`parse annotations: invalid annotation "${text}", expected key=value`);
      return [`annotation-${kinds}.${key}`, value];
    }),
  );
}
