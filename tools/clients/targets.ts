/** A system that the client is built for. */
export interface ClientTarget {
  /** As archives and packages are named: `linux-x64-musl`. */
  readonly name: string;
  readonly target: Bun.Build.CompileTarget;
  /** The npm package that has Bun for it. */
  readonly bunPackage: string;
  /** What npm asks of a machine before it installs the package there. */
  readonly npm: { readonly os: string; readonly cpu: string; readonly libc?: "glibc" | "musl" };
}

/** Bun's packages have the processor's other name. */
const processor = { x64: "x64", arm64: "aarch64" } as const;

export const clientTargets: readonly ClientTarget[] = [
  linux("x64", "glibc"),
  linux("arm64", "glibc"),
  linux("x64", "musl"),
  linux("arm64", "musl"),
  desktop("darwin", "x64"),
  desktop("darwin", "arm64"),
  desktop("windows", "x64"),
];

function linux(cpu: "x64" | "arm64", libc: "glibc" | "musl"): ClientTarget {
  const suffix = libc === "musl" ? "-musl" : "";
  return {
    name: `linux-${cpu}${suffix}`,
    target: `bun-linux-${cpu}${suffix}` as Bun.Build.CompileTarget,
    bunPackage: `@oven/bun-linux-${processor[cpu]}${suffix}`,
    npm: { os: "linux", cpu, libc },
  };
}

function desktop(system: "darwin" | "windows", cpu: "x64" | "arm64"): ClientTarget {
  return {
    name: `${system}-${cpu}`,
    target: `bun-${system}-${cpu}` as Bun.Build.CompileTarget,
    bunPackage: `@oven/bun-${system}-${processor[cpu]}`,
    npm: { os: system === "windows" ? "win32" : system, cpu },
  };
}

export const executableOf = ({ npm }: ClientTarget): string => (npm.os === "win32" ? "gantry.exe" : "gantry");
