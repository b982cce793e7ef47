import type { HttpRequest } from "../http/http-client.ts";
import type { PlainRequest } from "./protocol.ts";

export function plainRequest({ method, url, headers, secrets = {}, limits = {} }: HttpRequest): PlainRequest {
  return { method, url: url.href, headers, secrets, limits };
}
