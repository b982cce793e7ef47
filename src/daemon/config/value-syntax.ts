import { isIP } from "node:net";

export interface Ulimit {
  readonly Name: string;
  readonly Soft: number;
  readonly Hard: number;
}

const ulimitNames = new Set(
  "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(" "),
);

/** `nofile=1024:2048`. @throws Error in Docker's words */
export function parseUlimit(text: string): Ulimit {
  const [name = "", value] = text.split(/=(.*)/s);
  if (value === undefined) throw new Error(`invalid ulimit argument: ${text}`);
  if (!ulimitNames.has(name)) throw new Error(`invalid ulimit type: ${name}`);
  const limits = value.split(":");
  if (limits.length > 2)
    throw new Error(`too many limit value arguments - ${value}, can only have up to two, \`soft[:hard]\``);
  const [soft = 0, hard = soft] = limits.map(parseLimit);
  if (hard !== -1 && soft === -1)
    throw new Error(
      `ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: ${String(hard)}`,
    );
  if (hard !== -1 && soft > hard)
    throw new Error(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`);
  return { Name: name, Soft: soft, Hard: hard };
}

function parseLimit(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

export interface Runtime {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
  readonly runtimeType?: string;
  readonly options?: unknown;
}

/** One `--add-runtime NAME=PATH`, added to `known`. @throws Error in Docker's words */
export function parseRuntime(known: Readonly<Record<string, Runtime>>, text: string): Record<string, Runtime> {
  const [key = "", value = ""] = text.split(/=(.*)/s).map((part) => part.trim());
  const name = key.toLowerCase();
  if (name === "" || value === "") throw new Error(`invalid runtime argument: ${text}`);
  if (name === "runc" || name === "crun") throw new Error(`runtime name '${name}' is reserved`);
  if (Object.hasOwn(known, name)) throw new Error(`runtime '${name}' was already defined`);
  return { ...known, [name]: { path: value } };
}

/** @throws Error in Docker's words */
export function parseIp(text: string): string {
  const ip = text.trim();
  if (isIP(ip) === 0) throw new Error(`failed to parse IP: ${JSON.stringify(text)}`);
  return ip;
}

/** An address in the words of Go's other parser. @throws Error in Docker's words */
export function parseAddress(text: string): string {
  if (isIP(text) === 0) throw new Error(`ParseAddr(${JSON.stringify(text)}): unable to parse IP`);
  return text;
}

/** `1.1.1.1,::1`. @throws Error in Docker's words */
export function parseIps(text: string): string[] {
  return text.split(",").map((part) => {
    if (isIP(part.trim()) === 0) throw new Error(`invalid string being converted to IP address: ${part}`);
    return part.trim();
  });
}

/** `key=value`. @throws Error in Docker's words */
export function checkLabel(text: string): string {
  if (!text.includes("=")) throw new Error(`bad attribute format: ${text}`);
  return text;
}

const domain = /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*\.?$/;

/** A search domain; `.` stands for none. @throws Error in Docker's words */
export function checkSearchDomain(text: string): string {
  const name = text.trim();
  if (name === ".") return name;
  if (!/[a-zA-Z]/.test(name) || !domain.test(name)) throw new Error(`${text} is not a valid domain`);
  return name;
}
