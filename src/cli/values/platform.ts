import { quote } from "#base/strconv.ts";
import type { Platform } from "#formats/oci/image.ts";
import { normalizePlatform } from "#formats/oci/platform.ts";

const componentShape = /^[A-Za-z0-9_.-]+$/;
const componentText = "^[A-Za-z0-9_.-]+$";
const osShape = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$/;
const osText = "^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$";

const systems = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);
const architectures = new Set(
  "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm".split(
    " ",
  ),
);
/** Go's names of Node's architectures. */
const hostArchitectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

/** `os[(version)][/arch[/variant]]` or an architecture alone, as containerd reads it. @throws Error in its words */
export function parsePlatformFlag(text: string): Platform {
  const parts = text.split("/");
  if (parts.length > 3) throw refused(`${quote(text)}: cannot parse platform specifier`);
  for (const [i, part] of parts.entries()) checkPart(part, i === 0 && parts.length > 1, text);
  const [first = "", architecture, variant] = parts;
  return architecture === undefined ? oneWord(first, text) : { ...system(first), ...machine(architecture, variant) };
}

/** `platformQuery`, whose errors are begun as most commands of Docker begin them. @throws Error in Docker's words */
export function platformJson(text: string): string {
  try {
    return platformQuery(text);
  } catch (error) {
    throw new Error(`invalid platform: ${(error as Error).message}`);
  }
}

/** A platform as the JSON that the engine takes, in Go's order; empty for an empty text. @throws Error in containerd's words */
export function platformQuery(text: string): string {
  if (text === "") return "";
  const { architecture, os, "os.version": version, "os.features": features, variant } = parsePlatformFlag(text);
  return JSON.stringify({ architecture, os, "os.version": version, "os.features": features, variant });
}

function refused(what: string): Error {
  return new Error(`${what}: invalid argument`);
}

function checkPart(part: string, isSystem: boolean, whole: string): void {
  if (isSystem && !osShape.test(part)) {
    throw refused(
      `${quote(part)} is an invalid OS component of ${quote(whole)}: OSAndVersion specifier component must match ${quote(osText)}`,
    );
  }
  if (isSystem || componentShape.test(part) || osShape.test(part)) return;
  throw refused(
    `${quote(part)} is an invalid component of ${quote(whole)}: platform specifier component must match ${quote(componentText)}`,
  );
}

function oneWord(word: string, whole: string): Platform {
  const { os, ...more } = system(word);
  const host = hostArchitectures[process.arch] ?? process.arch;
  if (systems.has(os)) return { os, ...more, ...machine(host, undefined) };
  const named = machine(word, undefined);
  if (architectures.has(named.architecture)) return { os: "linux", ...named };
  throw refused(`${quote(whole)}: unknown operating system or architecture`);
}

function system(text: string): Omit<Platform, "architecture"> {
  const [, name = "", version = "", features = ""] = osShape.exec(text) ?? [];
  const os = name.toLowerCase();
  return {
    os: os === "macos" ? "darwin" : os,
    ...(version === "" ? {} : { "os.version": decodeURIComponent(version) }),
    ...(features === "" ? {} : { "os.features": features.slice(1).split("+").map(decodeURIComponent) }),
  };
}

/** Spelt as everywhere, but a variant that was given stays, and none is added. */
function machine(text: string, given: string | undefined): Pick<Platform, "architecture" | "variant"> {
  const { architecture } = normalizePlatform({ os: "", architecture: text });
  const variant = (given ?? (text.toLowerCase() === "armel" ? "v6" : "")).toLowerCase().replace(/^(?=\d)/, "v");
  const said = architecture === "amd64" && variant === "v1" ? "" : variant;
  return { architecture, ...(said === "" ? {} : { variant: said }) };
}
