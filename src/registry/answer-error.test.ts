import { expect, test } from "bun:test";
import { answerError, retryAfter } from "./answer-error.ts";
import { HeaderFields } from "./http/header-fields.ts";
import { RefusalTexts } from "./refusals.ts";

function answer(statusText: string, body: string, headers: Record<string, string> = {}) {
  const fields = new HeaderFields();
  for (const [name, value] of Object.entries(headers)) fields.add(name, value);
  const head = { status: Number(statusText.slice(0, 3)), statusText, headers: fields, length: undefined };
  return answerError(head, Buffer.from(body));
}

const json = { "Content-Type": "application/json; charset=utf-8" };
const insufficient = {
  ...json,
  "WWW-Authenticate": 'Bearer realm="https://a/t",service="s",error="insufficient_scope"',
};
const invalid = { ...json, "WWW-Authenticate": 'Bearer realm="https://a/t",service="s",error="invalid_token"' };
const unauthorized = '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[1]}]}';
const ref = "reg.example/x";

/** What dockerd 28.5 said to these answers: of `/distribution` and, where that differs, of a pull; and its status. */
const cases: Array<
  [
    status: string,
    body: string,
    headers: Record<string, string>,
    said: string,
    kind: string,
    pull?: string,
    pullKind?: string,
  ]
> = [
  [
    "429 Too Many Requests",
    '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}',
    json,
    "toomanyrequests: You have reached your pull rate limit.",
    "too-many-requests",
  ],
  [
    "429 Too Many Requests",
    "slow down",
    { "Content-Type": "text/plain" },
    "toomanyrequests: slow down",
    "too-many-requests",
  ],
  [
    "429 Too Many Requests",
    '{"details":"Rate limit exceeded"}',
    json,
    "toomanyrequests: Rate limit exceeded",
    "too-many-requests",
  ],
  [
    "404 Not Found",
    '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}',
    json,
    "manifest unknown",
    "not-found",
  ],
  [
    "404 Not Found",
    '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"1"}}]}',
    json,
    "manifest unknown: manifest unknown",
    "not-found",
    `manifest for ${ref}:1 not found: manifest unknown: manifest unknown`,
  ],
  [
    "404 Not Found",
    '{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"x"}}]}',
    json,
    "name unknown: repository name not known to registry",
    "not-found",
    `repository ${ref} not found: name unknown: repository name not known to registry`,
  ],
  ["404 Not Found", "<html>nope</html>", { "Content-Type": "text/html" }, "unknown: <html>nope</html>", "unknown"],
  ["404 Not Found", "", {}, "unknown: ", "unknown"],
  [
    "403 Forbidden",
    '{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}',
    json,
    "denied",
    "forbidden",
  ],
  [
    "403 Forbidden",
    '{"errors":[{"code":"DENIED","message":"no way","detail":"x"}]}',
    json,
    "denied: no way",
    "forbidden",
    `pull access denied for ${ref}, repository does not exist or may require 'docker login': denied: no way`,
    "not-found",
  ],
  ["401 Unauthorized", unauthorized, json, "unauthorized: authentication required", "unauthorized"],
  ["401 Unauthorized", "<html>", {}, "unauthorized: <html>", "unauthorized"],
  [
    "401 Unauthorized",
    unauthorized,
    insufficient,
    "errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n",
    "forbidden",
    `pull access denied for ${ref}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    "not-found",
  ],
  [
    "401 Unauthorized",
    unauthorized,
    invalid,
    "errors:\nunauthorized: authentication required\nunauthorized: authentication required\n",
    "unauthorized",
    "unauthorized: authentication required",
  ],
  ["500 Internal Server Error", "boom", {}, "received unexpected HTTP status: 500 Internal Server Error", "unknown"],
  ["503 Service Unavailable", "", {}, "received unexpected HTTP status: 503 Service Unavailable", "unknown"],
  ["418 I'm a Teapot", "tea", {}, "unknown: tea", "unknown"],
  [
    "400 Bad Request",
    '{"errors":[{"code":"WEIRD","message":"strange","detail":{}}]}',
    {},
    'unknown: {"errors":[{"code":"WEIRD","message":"strange","detail":{}}]}',
    "unknown",
  ],
];

for (const [status, body, headers, said, kind, pulled = said, pullKind = kind] of cases) {
  test(`${status} with ${JSON.stringify(body.slice(0, 60))} is told as dockerd does`, () => {
    const error = answer(status, body, headers);
    expect(error.toEngineError()).toMatchObject({ message: said, kind });
    expect(new RefusalTexts(ref, true).ofAnswer(error, ":1")).toMatchObject({ message: pulled, kind: pullKind });
    expect(new RefusalTexts(ref, false).ofAnswer(error, ":1")).toMatchObject({ message: said, kind });
  });
}

test("a list of errors that is none names what came", () => {
  expect(answer("404 Not Found", '{"errors":[]}', json).message).toBe(
    'error parsing HTTP 404 response body: no error details found in HTTP response body: "{\\"errors\\":[]}"',
  );
  expect(answer("404 Not Found", "<p>", json).message).toBe(
    "error parsing HTTP 404 response body: invalid character '<' looking for beginning of value: \"<p>\"",
  );
});

test("what a registry says does not move a terminal", () => {
  const body = JSON.stringify({ errors: [{ code: "DENIED", message: "no\x1b]0;title\x07\x1b[2J\nsee\tthere" }] });
  const error = answer("403 Forbidden", body, json);
  expect(error.message).toBe("denied: no\\x1b]0;title\\x07\\x1b[2J\nsee\tthere");
  expect(new RefusalTexts(ref, true).ofAnswer(error, ":1").message).not.toContain("\x1b");
});

test("Retry-After is seconds or a date", () => {
  expect(retryAfter("7")).toBe(7000);
  expect(retryAfter("Wed, 01 Jan 2020 00:00:00 GMT")).toBe(0);
  expect(retryAfter("soon")).toBeUndefined();
  expect(answer("503 Service Unavailable", "", { "Retry-After": "3" }).retryAfterMs).toBe(3000);
});
