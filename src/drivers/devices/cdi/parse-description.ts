import { messageOf } from "#base/errors.ts";

/**
 * Reads what a file of descriptions says, as JSON or YAML 1.1 (numbers with a leading zero are octal there).
 * @returns undefined for a file that says nothing
 * @throws Error in the words of the reference implementation, with a reason of our own
 */
export async function parseDescriptionText(text: string): Promise<unknown> {
  try {
    return /^\s*\{/.test(text) ? JSON.parse(text) : await parseYaml(text);
  } catch (error) {
    throw new Error(
      `failed to unmarshal CDI Spec: error converting YAML to JSON: yaml: ${firstLine(messageOf(error))}`,
    );
  }
}

/** Loaded by the first file that needs it: most machines have none. */
async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import("yaml");
  return (parse(text, { version: "1.1", schema: "yaml-1.1", prettyErrors: false }) as unknown) ?? undefined;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
