/** What this program was built from; `tools/build.ts` defines the constants. */
export interface BuildInfo {
  readonly version: string;
  readonly gitCommit: string;
  /** ISO 8601. */
  readonly buildTime: string;
}

declare const GANTRY_VERSION: string | undefined;
declare const GANTRY_GIT_COMMIT: string | undefined;
declare const GANTRY_BUILD_TIME: string | undefined;

export const buildInfo: BuildInfo = {
  version: typeof GANTRY_VERSION === "string" ? GANTRY_VERSION : "0.1.0",
  gitCommit: typeof GANTRY_GIT_COMMIT === "string" ? GANTRY_GIT_COMMIT : "unknown",
  buildTime: typeof GANTRY_BUILD_TIME === "string" ? GANTRY_BUILD_TIME : "",
};
