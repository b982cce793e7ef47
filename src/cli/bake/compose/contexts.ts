/** Names of targets have no dots. */
export const targetName = (service: string): string => service.replaceAll(".", "_");

/** Other services, as contexts, are the targets that they stand for. */
export function namedContexts(contexts: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...contexts].map(([key, value]) => {
      const [, other] = /^(?:service|target):(.*)$/s.exec(value) ?? [];
      return [key, other === undefined ? value : `target:${targetName(other)}`];
    }),
  );
}
