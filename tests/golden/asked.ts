import { gunzipSync } from "node:zlib";
import type { HttpRequest } from "../support/http-request.ts";

/** The version that requests are made with where nothing else is said. */
export const apiVersion = "1.51";
const width = 110;

/** Method, path and query as cases have them: decoded, without the usual version. */
export function targetOf({ method, target }: HttpRequest): string {
  const [path = "", query = ""] = target.split(/\?(.*)/s);
  const plain = decodeURIComponent(path).replace(new RegExp(`^/v${apiVersion.replace(".", "\\.")}(?=/)`), "");
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => `${name}=${value}`).sort();
  return `${method} ${`${plain}${pairs.length === 0 ? "" : `?${pairs.join("&")}`}`.replaceAll(" ", "␠")}`;
}

/** All that a case says of a request: its target, what it tells of credentials, and its body. */
export function requestLines(request: HttpRequest): string[] {
  const lines = [`> ${targetOf(request)}`];
  for (const name of ["X-Registry-Auth", "X-Registry-Config"]) {
    const value = request.headers.get(name.toLowerCase());
    if (value !== undefined) lines.push(`>: ${name}: ${Buffer.from(value, "base64url").toString()}`);
  }
  return [...lines, ...bodyLines(request).map((line) => `>   ${line}`)];
}

function bodyLines({ body: sent, headers }: HttpRequest): string[] {
  if (sent.length === 0) return [];
  const isZipped = sent[0] === 0x1f && sent[1] === 0x8b;
  const body = isZipped ? gunzipSync(sent) : sent;
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("application/json")) return jsonLines(JSON.parse(body.toString()) as unknown);
  const names = tarNames(body);
  if (names !== undefined) return [`${isZipped ? "zipped " : ""}tar of ${names.join(" ")}`];
  return [`${type === "" ? "text" : type}: ${JSON.stringify(body.toString())}`];
}

/** The names of an archive's entries; undefined where it is none. */
function tarNames(body: Buffer): string[] | undefined {
  const names: string[] = [];
  for (let at = 0; at + 512 <= body.length; ) {
    const block = body.subarray(at, at + 512);
    if (block.every((byte) => byte === 0)) break;
    if (block.toString("latin1", 257, 262) !== "ustar") return undefined;
    const size = Number.parseInt(block.toString("latin1", 124, 136), 8) || 0;
    const isEntry = !"xgLK".includes(String.fromCharCode(block[156]!));
    if (isEntry) names.push(block.toString("utf8", 0, block.indexOf(0)));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return names.length === 0 ? undefined : names;
}

/** JSON as people read it: what fits on a line stands on one, and what is empty is left out. */
function jsonLines(value: unknown): string[] {
  return laidOut(withoutEmpty(value) ?? value, "").split("\n");
}

function laidOut(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (flat.length + indent.length <= width || typeof value !== "object" || value === null) return flat;
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((each) => laidOut(each, deeper))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${laidOut(each, deeper)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${parts.map((part) => `${deeper}${part}`).join(",\n")}\n${indent}${close}`;
}

/** Without what stands for nothing in Go: null, false, 0, and what has no elements; undefined where all of it is so. */
function withoutEmpty(value: unknown): unknown {
  if (value === null || value === false || value === 0 || value === "") return undefined;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((each) => withoutEmpty(each) ?? each);
  const entries = Object.entries(value).flatMap(([key, each]) => {
    const kept = withoutEmpty(each);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
