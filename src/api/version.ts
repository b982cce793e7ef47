import { EngineError } from "#base/errors.ts";

/** The newest and the oldest version of the API that is spoken. */
export const apiVersion = "1.51";
export const minApiVersion = "1.24";

/** Negative, zero or positive as `a` is older than, the same as, or newer than `b`. Parts that are no numbers count 0. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  for (let part = 0; part < Math.max(left.length, right.length); part += 1) {
    const difference = (Number(left[part]) || 0) - (Number(right[part]) || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isOlder(version: string, than: string): boolean {
  return compareVersions(version, than) < 0;
}

/** @throws invalid-argument, with code `api.version-too-old` or `api.version-too-new` */
export function checkVersion(version: string, oldest: string = minApiVersion): void {
  if (isOlder(version, oldest))
    throw new EngineError(
      "invalid-argument",
      `client version ${version} is too old. Minimum supported API version is ${oldest}, please upgrade your client to a newer version`,
      { code: "api.version-too-old" },
    );
  if (isOlder(apiVersion, version))
    throw new EngineError(
      "invalid-argument",
      `client version ${version} is too new. Maximum supported API version is ${apiVersion}`,
      { code: "api.version-too-new" },
    );
}
