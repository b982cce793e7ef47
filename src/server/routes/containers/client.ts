import type { Exchange } from "../../exchange.ts";

/** What the client of a request calls itself, for the record of who asked. */
export function clientOf({ request }: Exchange): { readonly client?: string } {
  const agent = request.headers["user-agent"];
  return agent === undefined ? {} : { client: agent };
}
