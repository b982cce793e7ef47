/** One target of a bake file: what its block says, and after resolving, what is built. Absent fields were not set. */
export interface BakeTarget {
  name: string;
  description?: string;
  inherits?: readonly string[];
  annotations?: readonly string[];
  attest?: readonly Attest[];
  context?: string;
  contexts?: ReadonlyMap<string, string>;
  dockerfile?: string;
  dockerfileInline?: string;
  args?: ReadonlyMap<string, string | undefined>;
  labels?: ReadonlyMap<string, string | undefined>;
  tags?: readonly string[];
  cacheFrom?: readonly CacheEntry[];
  cacheTo?: readonly CacheEntry[];
  /** The stage to build. */
  target?: string;
  secrets?: readonly Secret[];
  ssh?: readonly Ssh[];
  platforms?: readonly string[];
  outputs?: readonly ExportEntry[];
  pull?: boolean;
  noCache?: boolean;
  network?: string;
  noCacheFilter?: readonly string[];
  shmSize?: string;
  ulimits?: readonly string[];
  call?: string;
  entitlements?: readonly string[];
  extraHosts?: ReadonlyMap<string, string | undefined>;
  /** Whether it is built only because another target has it as a context. */
  isLinked?: boolean;
}

export interface BakeGroup {
  readonly name: string;
  readonly description?: string;
  /** Absent where it was said to be nothing. */
  readonly targets?: readonly string[];
}

/** What all files together define, in the order in which they do. */
export interface BakeConfig {
  readonly groups: readonly BakeGroup[];
  readonly targets: readonly BakeTarget[];
}

export interface CacheEntry {
  readonly type: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface ExportEntry {
  readonly type: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly destination: string;
}

export interface Attest {
  readonly type: string;
  readonly isDisabled: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface Secret {
  readonly id: string;
  readonly source: string;
  readonly variable: string;
}

export interface Ssh {
  readonly id: string;
  readonly paths: readonly string[];
}
