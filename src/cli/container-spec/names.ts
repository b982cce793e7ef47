import { isIpAddress } from "../values/ip.ts";

/** Checks of `run`'s lists that look at one value alone. All throw Error in Docker's words. */

export function checkAttach(text: string): string {
  const stream = text.toLowerCase();
  if (stream !== "stdin" && stream !== "stdout" && stream !== "stderr") {
    throw new Error("valid streams are STDIN, STDOUT and STDERR");
  }
  return stream;
}

/** `KEY=VALUE`, or `KEY` for the value that the client's own environment has. */
export function checkEnv(text: string): string {
  const at = text.indexOf("=");
  if (text === "" || at === 0) throw new Error(`invalid environment variable: ${text}`);
  if (at > 0) return text;
  const value = process.env[text];
  return value === undefined ? text : `${text}=${value}`;
}

export function checkLabel(text: string): string {
  const at = text.indexOf("=");
  const key = at < 0 ? text : text.slice(0, at);
  const name = key.trimStart();
  if (name === "") throw new Error(`invalid label '${text}': empty name`);
  if (/[\s]/.test(key)) throw new Error(`label '${key}' contains whitespaces`);
  return text;
}

export function checkIpAddress(text: string): string {
  const address = text.trim();
  if (!isIpAddress(address)) throw new Error(`IP address is not correctly formatted: ${text}`);
  return address;
}

export function checkDnsSearch(text: string): string {
  const domain = text.trim();
  if (domain === ".") return domain;
  const label = "[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-_]*[a-zA-Z0-9]";
  if (!new RegExp(`^(?=.*[a-zA-Z])(?:(?:${label})\\.)*(?:${label})\\.?$`).test(domain)) {
    throw new Error(`${domain} is not a valid domain`);
  }
  return domain;
}

/** `NAME:IP` or `NAME=IP`, also `host-gateway` for the address of the machine. */
export function checkExtraHost(text: string): string {
  const at = text.indexOf("=") >= 0 ? text.indexOf("=") : text.indexOf(":");
  const name = text.slice(0, Math.max(0, at));
  let address = text.slice(at + 1);
  if (at < 0 || name === "") throw new Error(`bad format for add-host: ${JSON.stringify(text)}`);
  if (address.startsWith("[") && address.endsWith("]")) address = address.slice(1, -1);
  if (address !== "host-gateway" && !isIpAddress(address)) {
    throw new Error(`invalid IP address in add-host: ${JSON.stringify(address)}`);
  }
  return `${name}:${address}`;
}

export function checkLink(text: string): string {
  if (text === "") throw new Error("empty string specified for links");
  if (text.split(":").length > 2) throw new Error(`bad format for links: ${text}`);
  return text;
}

export function checkDeviceRule(text: string): string {
  if (!/^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(text))
    throw new Error(`invalid device cgroup format '${text}'`);
  return text;
}

const namespacedSysctls = new Set([
  "kernel.msgmax",
  "kernel.msgmnb",
  "kernel.msgmni",
  "kernel.sem",
  "kernel.shmall",
  "kernel.shmmax",
  "kernel.shmmni",
  "kernel.shm_rmid_forced",
]);

export function checkSysctl(text: string): string {
  const name = text.slice(0, Math.max(0, text.indexOf("=")));
  const allowed = namespacedSysctls.has(name) || name.startsWith("net.") || name.startsWith("fs.mqueue.");
  if (!allowed) throw new Error(`sysctl '${text}' is not allowed`);
  return text;
}

/** Whether the text is a hardware address of 6, 8 or 20 bytes. */
export function isHardwareAddress(text: string): boolean {
  const bytes = /^([0-9a-f]{2})([:-])(?:[0-9a-f]{2}\2)*[0-9a-f]{2}$/i.test(text) ? text.split(/[:-]/).length : 0;
  const words = /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i.test(text) ? text.split(".").length * 2 : 0;
  return [6, 8, 20].includes(bytes || words);
}
