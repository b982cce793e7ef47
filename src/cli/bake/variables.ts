import { BakeError } from "./errors.ts";

/** `--var NAME=VALUE`, of which the last of a name counts. @throws BakeError for one without a value */
export function parseVariables(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new BakeError(`invalid variable ${JSON.stringify(text)}: it has to be name=value`);
      return [text.slice(0, at), text.slice(at + 1)] as const;
    }),
  );
}
