/** A name or id as one segment of a path. @throws Error for one that cannot be. */
export function segment(ref: string): string {
  const trimmed = ref.trim();
  if (trimmed === "") throw new Error("invalid container name or ID: value is empty");
  return encodePath(trimmed);
}

/** An image reference in a path: its slashes stay. */
export function imagePath(ref: string): string {
  return encodePath(ref);
}

function encodePath(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%40", "@");
}
