import type { TracedStep } from "./build-trace.ts";

/** What a step that failed printed, shown again where all can see it. */
export function failedOutput({ vertex }: TracedStep, lines: readonly string[]): string {
  return ["------", ` > ${vertex.name}:`, ...lines, "------", ""].join("\n");
}
