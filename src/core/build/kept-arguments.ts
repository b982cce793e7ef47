/** The build arguments that may be written down: addresses of proxies may hold passwords, and no image keeps them either. */
export function keptArguments(buildArgs: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(buildArgs).filter(([name]) => !/^(?:https?|ftp|no|all)_proxy$/i.test(name));
  return Object.fromEntries(kept);
}
