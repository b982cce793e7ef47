import { EngineError } from "#base/errors.ts";

/** Go's strconv.ParseBool. @throws system in its words */
export function parseGoBool(text: string): boolean {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw new EngineError("system", `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}
