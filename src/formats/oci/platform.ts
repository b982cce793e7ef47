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

/** `os[/arch[/variant]]`, normalised; `host` fills what is left out. Undefined for what is none. */
export function parsePlatform(text: string, host: Platform): Platform | undefined {
  const parts = text.toLowerCase().split("/");
  if (parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) return undefined;
  const [os = "", architecture = host.architecture, variant] = parts;
  return normalizePlatform({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}
