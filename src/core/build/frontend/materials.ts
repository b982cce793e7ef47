import type { Material } from "../contract.ts";
import type { Input, Vertex } from "../graph.ts";
import { inputsOf } from "../inputs.ts";

/** What a tree was made of: images, repositories and downloads, each once (SLSA provenance, "materials"). */
export function materialsOf(tree: Input): Material[] {
  const found = new Map<string, Material>();
  const seen = new Set<Vertex>();
  const visit = (input: Input): void => {
    if (input === "scratch" || seen.has(input)) return;
    seen.add(input);
    const material = materialOf(input);
    if (material !== undefined) found.set(material.uri, material);
    for (const next of inputsOf(input.operation)) visit(next);
  };
  visit(tree);
  return [...found.values()];
}

function materialOf({ operation }: Vertex): Material | undefined {
  switch (operation.kind) {
    case "image": {
      const [, name = operation.reference, digest] = /^(.*?)@(.*)$/.exec(operation.reference) ?? [];
      const { os, architecture, variant } = operation.platform;
      const platform = [os, architecture, variant].filter((part) => part !== undefined).join("%2F");
      const [, repository = name, tag] = /^(.*):([^:/]+)$/.exec(name) ?? [];
      const version = tag === undefined ? "" : `@${tag}`;
      const uri = `pkg:docker/${familiar(repository)}${version}?platform=${platform}`;
      return { uri, ...(digest === undefined ? {} : { digest }) };
    }
    case "git":
      return {
        uri: `${operation.remote}#${operation.ref}`,
        ...(operation.checksum === undefined ? {} : { digest: operation.checksum }),
      };
    case "http":
      return { uri: operation.url, ...(operation.checksum === undefined ? {} : { digest: operation.checksum }) };
    default:
      return undefined;
  }
}

function familiar(repository: string): string {
  return repository.replace(/^docker\.io\/(?:library\/)?/, "");
}
