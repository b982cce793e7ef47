import { linesOf } from "./control-fields.ts";
import { type Distribution, lineOf } from "./package.ts";

/** os-release(5); undefined where it names nothing. */
export function parseOsRelease(text: string): Distribution | undefined {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [, name, value = ""] = /^\s*([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) values.set(name, lineOf(unquoted(value.trim())));
  }
  const id = values.get("ID") ?? "";
  if (id === "") return undefined;
  return { id, versionId: values.get("VERSION_ID") ?? "", prettyName: values.get("PRETTY_NAME") ?? "" };
}

function unquoted(text: string): string {
  const quote = text[0];
  const inner = (quote === '"' || quote === "'") && text.endsWith(quote) ? text.slice(1, -1) : text;
  return inner.replace(/\\(.)/g, "$1");
}
