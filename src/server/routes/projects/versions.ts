import { encode, encodeList } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function listProjectVersions(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  exchange.answerWith(200, encodeList("ProjectVersion", backends.projects.versions(exchange.subject)));
}

export async function addProjectVersion(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const request = await exchange.json("ProjectVersionRequest");
  const added = await backends.projects.add(exchange.lasting, exchange.subject, request);
  exchange.answer(201, encode("ProjectVersionAdded", added));
}
