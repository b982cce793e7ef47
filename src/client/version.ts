/** `MAJOR.MINOR` of the Engine API. */
export type ApiVersion = `${number}.${number}`;

/** The newest version this client speaks. */
export const maxVersion: ApiVersion = "1.51";

/** The oldest version this client speaks. */
export const minVersion: ApiVersion = "1.24";

/** The older of two. */
export function olderVersion(a: ApiVersion, b: ApiVersion): ApiVersion {
  return lessThan(a, b) ? a : b;
}

/** Whether `a` comes before `b`. */
export function lessThan(a: ApiVersion, b: ApiVersion): boolean {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA === majorB ? minorA < minorB : majorA < majorB;
}
