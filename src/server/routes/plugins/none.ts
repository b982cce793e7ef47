import { pluginNotFound } from "#api/absent-errors.ts";
import { checkFilterKeys } from "#api/filters.ts";
import { parseInteger, parseQuery } from "#api/query.ts";
import { EngineError } from "#base/errors.ts";
import { queryText } from "../../exchange.ts";
import type { Handler } from "../handler.ts";

/** The plugins that are installed: none. */
export const listPlugins: Handler = (exchange) => {
  const { filters } = exchange.query("PluginList");
  checkFilterKeys(filters, ["enabled", "capability"]);
  const enabled = [...(filters.get("enabled") ?? [])];
  if (enabled.some((value) => !["true", "false", "1", "0"].includes(value)))
    throw new EngineError("invalid-argument", `invalid filter 'enabled=[${enabled.join(" ")}]'`);
  exchange.answer(200, "[]");
};

/** Whatever is to be done with one of them. */
export const ofPlugin: Handler = async (exchange) => {
  await exchange.body();
  throw pluginNotFound(exchange.subject);
};

export const enablePlugin: Handler = (exchange) => {
  const [timeout = ""] = parseQuery(queryText(exchange.request)).get("timeout") ?? [];
  parseInteger(timeout, "Atoi");
  throw pluginNotFound(exchange.subject);
};
