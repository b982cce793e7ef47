import { expect, test } from "bun:test";
import type { IncomingMessage } from "node:http";
import { clientAccess } from "./registry-auth.ts";

function access(headers: Record<string, string>): unknown {
  return clientAccess({ headers } as unknown as IncomingMessage);
}

function encoded(value: unknown, encoding: "base64" | "base64url" = "base64"): string {
  return Buffer.from(JSON.stringify(value)).toString(encoding);
}

test("credentials as clients encode them; what is none is none", () => {
  const jane = { username: "jane", password: "ü>?~", serveraddress: "reg.example:5000" };
  const read = { credential: { username: "jane", password: "ü>?~", serverAddress: "reg.example:5000" }, headers: {} };
  expect(access({ "x-registry-auth": encoded(jane) })).toEqual(read);
  expect(access({ "x-registry-auth": encoded(jane, "base64url") })).toEqual(read);
  const token = { identitytoken: "id", registrytoken: "reg", email: "x" };
  expect(access({ "x-registry-auth": encoded(token) })).toEqual({
    credential: { identityToken: "id", registryToken: "reg" },
    headers: {},
  });
  for (const none of ["", "%%%", "e30=", encoded({ username: 7 }), encoded(null), encoded([]), "bm8ganNvbg=="]) {
    expect(access({ "x-registry-auth": none })).toEqual({ headers: {} });
  }
  expect(access({ "x-meta-team": "a", "x-other": "b" })).toEqual({ headers: { "x-meta-team": "a" } });
});
