/**
 * A registry in the manner of the Hub, as a program: tokens with scopes, limits of pulls, search by the first API. Repositories
 * named in `ANSWERS` answer as told there. Prints its address, then a line of JSON per request.
 */
import { randomBytes } from "node:crypto";
import { type Rule, refuse, StandIn, send } from "../../src/registry/stand-in.test-support.ts";
import type { HubAnswer } from "./hub-process.ts";

const answers = JSON.parse(process.env["ANSWERS"] ?? "{}") as Readonly<Record<string, HubAnswer>>;
const good = `Basic ${Buffer.from("jane:s3cret:x").toString("base64")}`;
const json = { "Content-Type": "application/json" };

const found = {
  num_results: 2,
  query: "web",
  results: [
    { name: "web/one", description: "first", star_count: 7, is_official: true, is_automated: true },
    { name: "web/two", description: "second", star_count: 0, is_official: false },
  ],
};

const rule: Rule = ({ asked, response }) => {
  const { method, path, headers } = asked;
  console.log(JSON.stringify({ method, path, authorization: headers["authorization"] }));
  if (path.startsWith("/v1/_ping")) return send(response, 200, Buffer.from("{}"), json) !== undefined;
  if (path.startsWith("/v1/search")) return send(response, 200, Buffer.from(JSON.stringify(found)), json) !== undefined;
  // As a server that knows nothing of OAuth 2.
  if (path.startsWith("/token") && method === "POST") return send(response, 404, Buffer.of(), {}) !== undefined;
  if (path.startsWith("/token")) return token(path, headers["authorization"], response);
  const repository = /^\/v2\/(.+?)\/(?:manifests|blobs|tags)\//.exec(path)?.[1] ?? "";
  const told = answers[repository];
  if (told !== undefined) return send(response, told.status, Buffer.from(told.body), told.headers) !== undefined;
  const scope = `repository:${repository}:pull`;
  const allowed = String(headers["authorization"] ?? "").startsWith(
    `Bearer ${Buffer.from(repository).toString("hex")}-`,
  );
  if ((repository.startsWith("private/") && !allowed) || (path === "/v2/" && headers["authorization"] === undefined)) {
    const challenge = `Bearer realm="${hub.origin}/token",service="hub"${repository === "" ? "" : `,scope="${scope}"`}`;
    return (
      refuse(response, 401, "UNAUTHORIZED", "authentication required", [], { "WWW-Authenticate": challenge }) !==
      undefined
    );
  }
  response.setHeader("RateLimit-Limit", "100;w=21600");
  response.setHeader("RateLimit-Remaining", "99;w=21600");
  return false;
};

/** Whoever shows a wrong password gets no token; who shows none gets one for what is open to all. */
function token(path: string, who: string | string[] | undefined, response: Parameters<typeof send>[0]): boolean {
  if (who !== undefined && who !== good)
    return refuse(response, 401, "UNAUTHORIZED", "incorrect username or password") !== undefined;
  const scope = /^repository:(.*):/.exec(new URL(path, "http://hub").searchParams.get("scope") ?? "")?.[1] ?? "";
  const name = who === undefined && scope.startsWith("private/") ? "" : scope;
  const text = `${Buffer.from(name).toString("hex")}-${randomBytes(4).toString("hex")}`;
  return send(response, 200, Buffer.from(JSON.stringify({ token: text, expires_in: 300 })), json) !== undefined;
}

const hub = await StandIn.start({ rule });
for (const repository of ["library/open", "private/one"]) {
  const config = hub.putBlob(
    Buffer.from('{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]}}'),
    "application/vnd.docker.container.image.v1+json",
  );
  const type = "application/vnd.docker.distribution.manifest.v2+json";
  hub.putManifest(repository, "1", { schemaVersion: 2, mediaType: type, config, layers: [] }, type);
}
console.log(hub.host);
