import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import { type ListenAddress, listenAddressText } from "./config/hosts.ts";
import type { TlsChoice } from "./config/tls.ts";

type TcpAddress = Extract<ListenAddress, { readonly proto: "tcp" }>;

export interface WarnOptions {
  readonly log: Log;
  readonly sleep?: (ms: number) => Promise<void>;
}

const shortDelayMs = 1_000;
const longDelayMs = 15_000;

/**
 * Warns of an address on which everybody could use the engine, and holds the start up as dockerd does: a second, and
 * fifteen more for an address that others reach and for which nobody said `--tls=false` or `--tlsverify=false`.
 */
export async function warnOfOpenTcp(address: TcpAddress, tls: TlsChoice, options: WarnOptions): Promise<void> {
  if (tls.files?.verify === true) return;
  const { log, sleep = pause } = options;
  const host = listenAddressText(address);
  for (const warning of insecure) log.warn(warning, { host });
  await sleep(shortDelayMs);
  if (tls.said || (await isLoopback(address.host, log))) return;
  for (const warning of slowedDown) log.warn(warning, { host });
  await sleep(longDelayMs);
}

const insecure = [
  "Binding to IP address without --tlsverify is insecure and gives root access on this machine to everyone who has access to your network.",
  "Binding to an IP address, even on localhost, can also give access to scripts run in a browser. Be safe out there!",
  "[DEPRECATION NOTICE] In future versions this will be a hard failure preventing the daemon from starting! Learn more at: https://docs.docker.com/go/api-security/",
];

const slowedDown = [
  "Binding to an IP address without --tlsverify is deprecated. Startup is intentionally being slowed down to show this message",
  "Please consider generating tls certificates with client validation to prevent exposing unauthenticated root access to your network",
  "You can override this by explicitly specifying '--tls=false' or '--tlsverify=false'",
  "Support for listening on TCP without authentication or explicit intent to run without authentication will be removed in the next release",
];

async function isLoopback(host: string, log: Log): Promise<boolean> {
  if (host === "localhost") return true;
  const ip = isIP(host) === 0 ? await addressOfHost(host, log) : host;
  return ip === "::1" || ip.startsWith("127.");
}

async function addressOfHost(host: string, log: Log): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    log.error("Error looking up specified host address", { error: messageOf(error), host });
    return "";
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
