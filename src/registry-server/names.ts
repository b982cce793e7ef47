const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const namePattern = new RegExp(`^${component}(?:/${component})*$`);
const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** The longest name of a repository, as clients have it. */
export const maxNameLength = 255;

/** Whether `text` may name a repository (distribution spec, "Pulling manifests"). Such a name is a safe relative path. */
export function isRepositoryName(text: string): boolean {
  return text.length <= maxNameLength && namePattern.test(text);
}

/** Whether `text` may be a tag. Such a tag is a safe file name: it never begins with a dot. */
export function isTagName(text: string): boolean {
  return tagPattern.test(text);
}
