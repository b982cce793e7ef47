/**
 * Trees of layers as an overlay takes them: each once. A layer that lies twice in a chain (two equal `COPY --link`) shows the same
 * without its lower place, since all that is in it is uppermost where it lies again.
 * @param trees top first
 */
export function mountable(trees: readonly string[]): string[] {
  return [...new Set(trees)];
}
