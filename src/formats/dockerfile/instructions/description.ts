/** What a comment before an instruction says of `name`: the first that begins with it. */
export function descriptionOf(comments: readonly string[], name: string): string {
  if (name === "") return "";
  const found = comments.find((comment) => comment.startsWith(`${name} `));
  return found?.slice(name.length + 1) ?? "";
}
