import { EngineError, notSupported } from "#base/errors.ts";
import type { SessionBuildRequest, SessionOutput } from "#core/build/session-build.ts";
import { type BuildQuery, isTrue, jsonMap, limitsOf, parsedJson, refuseForBoth, tagsOf } from "./classic-request.ts";

const uploadRequest = "upload-request";

/** The build that a request with `buildid=upload-request:ID` brings the context of; undefined: it is no such request. */
export function uploadOf(query: BuildQuery): string | undefined {
  const prefix = `${uploadRequest}:`;
  return query.buildid.startsWith(prefix) ? query.buildid.slice(prefix.length) : undefined;
}

/**
 * What the parameters of `POST /build?version=2` ask for (moby builder/builder-next/builder.go).
 * @throws invalid-argument · unknown (500) · not-implemented
 */
export function sessionRequest(query: BuildQuery, archive: AsyncIterable<Uint8Array>): SessionBuildRequest {
  refuseForBoth(query);
  if (query.squash) throw notSupported("squash with version=2");
  const buildArgs = jsonMap("build args", query.buildargs);
  return {
    id: query.buildid,
    session: query.session,
    context: contextOf(query, archive),
    options: optionsOf(query, buildArgs),
    tags: tagsOf(query),
    outputs: outputsOf(query.outputs),
    cacheFrom: namesOf(query.cachefrom),
    inlineCache: isTrue(buildArgs["BUILDKIT_INLINE_CACHE"] ?? ""),
    hostNetwork: query.networkmode === "host",
    quiet: query.q,
  };
}

function contextOf({ remote }: BuildQuery, archive: AsyncIterable<Uint8Array>): SessionBuildRequest["context"] {
  if (remote === "client-session") return { from: "session" };
  if (remote === uploadRequest) return { from: "upload" };
  return remote === "" ? { from: "body", archive } : { from: "url", url: remote };
}

/** Limits of memory and processors are nothing to BuildKit: its programs have none, in dockerd as here. */
function optionsOf(query: BuildQuery, buildArgs: Readonly<Record<string, string>>): Record<string, string> {
  const { extraHosts, ulimits, shmSizeBytes, cgroupParent } = limitsOf(query);
  const given: Record<string, string | undefined> = {
    target: query.target,
    filename: query.dockerfile === "." ? "" : query.dockerfile,
    platform: query.platform,
    "force-network-mode": networkOf(query.networkmode),
    "add-hosts": extraHosts.map(({ host, ip }) => `${host}=${ip}`).join(","),
    ulimit: ulimits.map(({ name, soft, hard }) => `${name}=${soft}:${hard}`).join(","),
    "shm-size": shmSizeBytes === undefined ? "" : String(shmSizeBytes),
    "cgroup-parent": cgroupParent,
    "image-resolve-mode": isTrue(query.pull) ? "pull" : "default",
  };
  return {
    ...Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => !!entry[1])),
    ...(query.nocache ? { "no-cache": "" } : {}),
    ...prefixed("build-arg:", buildArgs),
    ...prefixed("label:", jsonMap("labels", query.labels)),
  };
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

/** @throws unknown in moby's words, as Docker answers 500 */
function networkOf(mode: string): string {
  if (["", "default", "bridge"].includes(mode)) return "";
  if (mode === "none" || mode === "host") return mode;
  throw new EngineError("unknown", `network mode ${JSON.stringify(mode)} not supported by buildkit`);
}

/** @throws invalid-argument · not-implemented */
function outputsOf(text: string): SessionOutput[] {
  if (text === "") return [];
  const wrong = (reason: string): EngineError =>
    new EngineError("invalid-argument", `invalid outputs specified: ${reason}`);
  const given = parsedJson(text, wrong) ?? [];
  if (!Array.isArray(given)) throw wrong("it is no list");
  if (given.length > 1) throw new EngineError("unknown", "multiple outputs not supported");
  return given.map(
    (output: { readonly Type?: unknown; readonly Attrs?: Readonly<Record<string, unknown>> | null }) => ({
      type: String(output.Type ?? ""),
      attributes: Object.fromEntries(Object.entries(output.Attrs ?? {}).map(([name, value]) => [name, String(value)])),
    }),
  );
}

/** @throws invalid-argument */
function namesOf(text: string): string[] {
  if (text === "") return [];
  const given = parsedJson(
    text,
    (reason) => new EngineError("invalid-argument", `error reading cache-from: ${reason}`),
  );
  return Array.isArray(given) ? given.map(String) : [];
}
