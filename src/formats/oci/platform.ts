import type { Platform } from "./image.ts";

const architectures: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  "x86-64": "amd64",
  aarch64: "arm64",
  i386: "386",
  armhf: "arm",
  armel: "arm",
};

/** One spelling for equal platforms, as containerd's platforms package has it. */
export function normalizePlatform(platform: Platform): Platform {
  const os = platform.os.toLowerCase();
  const given = platform.architecture.toLowerCase();
  const architecture = architectures[given] ?? given;
  let variant = platform.variant?.toLowerCase();
  if (architecture === "arm64" && (variant === "8" || variant === "v8")) variant = undefined;
  if (architecture === "amd64" && variant === "v1") variant = undefined;
  if (architecture === "arm" && (variant === undefined || variant === "7")) variant = "v7";
  if (variant === "") variant = undefined;
  const { "os.version": version, "os.features": features } = platform;
  return {
    architecture,
    os: os === "macos" ? "darwin" : os,
    ...(version !== undefined && { "os.version": version }),
    ...(features !== undefined && { "os.features": features }),
    ...(variant !== undefined && { variant }),
  };
}

/** Whether programs for `platform` are what `wanted` asks for. */
export function platformMatches(platform: Platform, wanted: Platform): boolean {
  const a = normalizePlatform(platform);
  const b = normalizePlatform(wanted);
  return a.os === b.os && a.architecture === b.architecture && (a.variant ?? "") === (b.variant ?? "");
}

/** `linux/arm64/v8`. */
export function platformText(platform: Platform): string {
  return [platform.os, platform.architecture, platform.variant].filter((part) => part).join("/");
}

const knownSystems = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux macos nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);
const knownArchitectures = new Set(
  "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mips64 mips64le mips64p32 mips64p32le mipsle ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm".split(
    " ",
  ),
);

/** Why a text is no platform, in containerd's words. */
export function platformFault(text: string): string {
  const parts = text.split("/");
  if (parts.length > 3) return "cannot parse platform specifier";
  if (parts.length === 1 && component.test(text)) return "unknown operating system or architecture";
  return 'platform specifier component must match "^[A-Za-z0-9_.-]+$"';
}

const component = /^[a-z0-9_.-]+$/i;

/** `os[/arch[/variant]]` or an architecture, normalised; `host` fills what is left out. Undefined for what is none. */
export function parsePlatform(text: string, host: Platform): Platform | undefined {
  const parts = text.toLowerCase().split("/");
  if (parts.length > 3 || parts.some((part) => !component.test(part))) return undefined;
  const [os = "", architecture = host.architecture, variant] = parts;
  if (parts.length === 1 && !knownSystems.has(os)) {
    const alone = normalizePlatform({ os: host.os, architecture: os });
    return knownArchitectures.has(alone.architecture) ? alone : undefined;
  }
  return normalizePlatform({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}
