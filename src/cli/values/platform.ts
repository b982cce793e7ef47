/** `os[/arch[/variant]]` as the JSON that the engine takes; empty for an empty text. @throws Error in Docker's words. */
export function platformJson(text: string): string {
  if (text === "") return "";
  const parts = text.toLowerCase().split("/");
  if (parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) {
    throw new Error(`invalid platform: ${JSON.stringify(text)}: cannot parse platform specifier: invalid argument`);
  }
  const [os = "", architecture = "", variant] = parts;
  return JSON.stringify({ architecture, os, ...(variant === undefined ? {} : { variant }) });
}
