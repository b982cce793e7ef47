export interface RuntimeVersion {
  readonly version: string;
  readonly commit: string;
}

/** Reads the output of `crun --version` or `runc --version`; undefined when it names no version. */
export function parseRuntimeVersion(output: string): RuntimeVersion | undefined {
  const version = /^\S+ version (.+)$/m.exec(output)?.[1]?.trim();
  const commit = /^commit: (.+)$/m.exec(output)?.[1]?.trim() ?? "";
  return version === undefined ? undefined : { version, commit };
}
