/** Paths as Go's filepath and moby's archive package treat them; the trailing `/` and `/.` mean something. */

export function clean(path: string): string {
  const absolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
      else if (!absolute) parts.push(part);
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  const joined = parts.join("/");
  if (absolute) return `/${joined}`;
  return joined === "" ? "." : joined;
}

export function join(...parts: readonly string[]): string {
  return clean(parts.filter((part) => part !== "").join("/"));
}

export function baseOf(path: string): string {
  if (path === "") return ".";
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

export function parentOf(path: string): string {
  return clean(path.slice(0, path.lastIndexOf("/") + 1));
}

function endsInDot(path: string): boolean {
  return baseOf(path) === ".";
}

/** `cleaned` with the `/` or `/.` that `original` ended in. */
export function keepEnding(cleaned: string, original: string): string {
  let path = cleaned;
  if (!endsInDot(path) && endsInDot(original)) path += path.endsWith("/") ? "." : "/.";
  if (!path.endsWith("/") && original.endsWith("/")) path += "/";
  return path;
}

/** The folder and the entry in it that a path means: `/d/.` is `.` in `/d`. */
export function splitEntry(path: string): { readonly folder: string; readonly base: string } {
  const cleaned = clean(path);
  const whole = endsInDot(path) ? `${cleaned}/.` : cleaned;
  return { folder: parentOf(whole), base: baseOf(whole) };
}

/** Where a link led to, with the ending of the path that was asked for, and the name that path had where it is another. */
export function rebase(asked: string, resolved: string): { readonly path: string; readonly name: string } {
  let path = resolved;
  if (endsInDot(asked) && !endsInDot(path)) path += "/.";
  if (asked.endsWith("/") && !path.endsWith("/")) path += "/";
  return { path, name: baseOf(asked) === baseOf(path) ? "" : baseOf(asked) };
}

/** `CONTAINER:PATH`, or a path of this machine. */
export function splitArgument(text: string): { readonly container: string; readonly path: string } {
  const colon = text.indexOf(":");
  if (text.startsWith("/") || text.startsWith(".") || colon < 0) return { container: "", path: text };
  return { container: text.slice(0, colon), path: text.slice(colon + 1) };
}
