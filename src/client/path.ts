/** A name or id as one segment of a path. @param noun what it is of, for messages. @throws Error for one that cannot be. */
export function segment(ref: string, noun = "container"): string {
  return encodePath(named(ref, noun));
}

/** A name or id without the space around it. @throws Error where nothing is left */
export function named(ref: string, noun: string): string {
  const trimmed = ref.trim();
  if (trimmed === "") throw new Error(`invalid ${noun} name or ID: value is empty`);
  return trimmed;
}

/** An image reference in a path: its slashes stay. */
export function imagePath(ref: string): string {
  return encodePath(ref);
}

function encodePath(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%40", "@");
}
