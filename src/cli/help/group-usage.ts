/** How Docker words the usage of a few groups of commands; that of the others is their name alone. */
const words: Readonly<Record<string, string>> = {
  "docker manifest": "COMMAND",
  "docker stack": "[OPTIONS]",
  "docker volume": "COMMAND",
};

/** What stands behind `Usage:` where a group has no such command or flag. @param path `docker volume` */
export function groupUsage(path: string): string {
  const more = words[path];
  return more === undefined ? path : `${path} ${more}`;
}
