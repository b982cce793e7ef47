import { networksByPriority } from "#compose/convert/network.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Service } from "#compose/shape/service.ts";

export interface GraphOptions {
  readonly indent: string;
  /** What the node of a service tells besides its name. */
  readonly shows: { readonly image: boolean; readonly networks: boolean; readonly ports: boolean };
}

/** The services of a project and what each depends on, in Graphviz's language. */
export function projectGraph(project: Project, { indent, shows }: GraphOptions): string {
  const services = [...project.services].sort(([left], [right]) => (left < right ? -1 : 1));
  const nodes = services.map(([name, service]) => {
    const facts = [
      ...(shows.networks ? fact("Networks", networksByPriority(service)) : []),
      ...(shows.ports ? fact("Ports", portsOf(service)) : []),
      ...(shows.image ? fact("Image", [service.image || `${project.name}-${name}`]) : []),
    ];
    return `"${name}" [style="filled" label=<<font point-size="15">${name}</font>${facts.join("")}>];`;
  });
  const edges = services.flatMap(([name, { depends_on: needs = new Map<string, unknown>() }]) =>
    [...needs.keys()].sort().map((needed) => `"${name}" -> "${needed}";`),
  );
  const lines = (statements: readonly string[]): string =>
    statements.map((statement) => `${indent}${statement}\n`).join("");
  return `digraph "${project.name}" {\n${lines(["layout=dot;", ...nodes])}\n${lines(edges)}}\n`;
}

function fact(title: string, values: readonly string[]): string[] {
  if (values.length === 0) return [];
  return [`<font point-size="10"><br/><br/><b>${title}:</b>${values.map((text) => `<br/>${text}`).join("")}</font>`];
}

function portsOf({ ports = [] }: Service): string[] {
  return ports.map(({ host_ip, published = "", target, protocol, mode }) => {
    const address = host_ip ? `${host_ip}:` : "";
    return `${address}${published}:${target} (${protocol}, ${mode})`;
  });
}
