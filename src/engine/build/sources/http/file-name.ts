import { posix } from "node:path";

/** What a file of a URL is called where nobody says it: by the server, by the URL, or `download`. */
export function fileNameOf(url: string, contentDisposition: string | null): string {
  const path = URL.canParse(url) ? decoded(new URL(url).pathname) : "";
  return [dispositionName(contentDisposition ?? ""), posix.basename(path)].find(isName) ?? "download";
}

function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name) && Buffer.byteLength(name) <= 255;
}

/** The parameter of RFC 6266; a path in it counts for its last part. */
function dispositionName(header: string): string {
  const extended = /;\s*filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(header)?.[1];
  if (extended !== undefined) return base(decoded(extended));
  const [, quoted, plain = ""] = /;\s*filename\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;\s]+))/i.exec(header) ?? [];
  return base(quoted?.replace(/\\(.)/g, "$1") ?? plain);
}

function base(name: string): string {
  return name.endsWith("/") ? "" : posix.basename(name);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
