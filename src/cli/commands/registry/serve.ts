import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { list } from "../../flags/lists.ts";
import { bool, duration, integer, string } from "../../flags/scalars.ts";
import { parseBytes } from "../../values/bytes.ts";

const second = 1_000_000_000;
const msPerNs = 1e-6;

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    "access-log": string({ usage: 'File for a line per request ("-": standard output)' }),
    "anonymous-read": bool({ usage: "Let everybody pull; a push still needs a user of --htpasswd" }),
    "gc-grace": duration({
      default: 24 * 3600 * second,
      usage: "Keep content that nothing refers to so long: it may belong to a push under way",
    }),
    "gc-interval": duration({ default: 3600 * second, usage: "Remove unused content so often (0: only on SIGUSR1)" }),
    "gc-untagged": bool({ usage: "Also remove manifests that neither a tag nor another manifest leads to" }),
    htpasswd: string({ usage: "File of users and bcrypt passwords; without it everybody may pull and push" }),
    "idle-timeout": duration({ default: 60 * second, usage: "Drop a client that neither sends nor takes for so long" }),
    addr: string({ default: "127.0.0.1:5000", usage: "Address to listen on" }),
    "log-format": string({ default: "text", usage: 'Format of the log ("text"|"json")' }),
    "log-level": string({ default: "info", usage: 'Level of the log ("debug"|"info"|"warn"|"error")' }),
    "max-blob-size": string({ default: "64g", type: "bytes", usage: "Largest blob to take" }),
    "max-connections": integer({ default: 10_000, usage: "Connections at a time" }),
    "max-uploads": integer({ default: 1000, usage: "Uploads under way at a time" }),
    "no-delete": bool({ usage: "Refuse to delete tags, manifests and blobs" }),
    "read-only": bool({ usage: "Refuse pushes and deletions" }),
    root: string({ default: "/var/lib/gantry-registry", usage: "Folder of the registry" }),
    "tls-cert": string({ usage: "File of the certificate for https" }),
    "tls-key": string({ usage: "File of its key" }),
    upstream: list({ usage: "Pass on and keep what another registry has, below a name (docker.io=https://docker.io)" }),
    "upstream-auth": string({ usage: "File with credentials for upstreams, as docker's config.json" }),
    "upstream-default": string({ usage: "Name of the upstream for all names that begin with no upstream's" }),
    "upstream-fresh": duration({ default: 10 * second, usage: "Ask an upstream for a tag again after so long" }),
    "upstream-max-age": duration({
      default: 0,
      usage: "Let go of what upstreams gave and nobody asked for within so long (0: keep it)",
    }),
    "upstream-max-size": string({
      default: "0",
      type: "bytes",
      usage: "Let go of blobs of upstreams, those unused longest first, beyond so much (0: no limit)",
    }),
    "upload-timeout": duration({
      default: 7 * 24 * 3600 * second,
      usage: "Give an unfinished upload up after so long",
    }),
  },
  engine: "unused",
  long: "Serve a registry from a folder: OCI distribution 1.1, for docker, podman and all others",
} satisfies Command;

const longestIdleSeconds = 255;

export const run = runs(command, async (op, io, _client, { flags }) => {
  if (io.serveRegistry === undefined) throw new ExitError(1, "this program cannot serve a registry");
  if ((flags["tls-cert"] === "") !== (flags["tls-key"] === ""))
    throw new ExitError(1, "--tls-cert and --tls-key need each other");
  if (flags["anonymous-read"] && flags.htpasswd === "")
    throw new ExitError(1, "--anonymous-read needs --htpasswd: without users everybody may do everything");
  const idleSeconds = Math.ceil(flags["idle-timeout"] / second);
  if (idleSeconds < 1 || idleSeconds > longestIdleSeconds)
    throw new ExitError(1, `--idle-timeout is to be between 1s and ${longestIdleSeconds}s`);
  return await io.serveRegistry(op, {
    listen: flags.addr,
    root: flags.root,
    tlsCert: flags["tls-cert"],
    tlsKey: flags["tls-key"],
    htpasswd: flags.htpasswd,
    anonymousRead: flags["anonymous-read"],
    readOnly: flags["read-only"],
    allowDelete: !flags["no-delete"],
    maxBlobBytes: parseBytes(flags["max-blob-size"]),
    maxUploads: positive("max-uploads", flags["max-uploads"]),
    maxConnections: positive("max-connections", flags["max-connections"]),
    uploadIdleMs: flags["upload-timeout"] * msPerNs,
    idleSeconds,
    gcIntervalMs: flags["gc-interval"] * msPerNs,
    gcGraceMs: flags["gc-grace"] * msPerNs,
    gcUntagged: flags["gc-untagged"],
    upstreams: flags.upstream,
    upstreamDefault: flags["upstream-default"],
    upstreamAuth: flags["upstream-auth"],
    upstreamFreshMs: flags["upstream-fresh"] * msPerNs,
    upstreamMaxAgeMs: flags["upstream-max-age"] * msPerNs,
    upstreamMaxBytes: parseBytes(flags["upstream-max-size"]),
    accessLog: flags["access-log"],
    logLevel: flags["log-level"],
    logFormat: flags["log-format"],
  });
});

function positive(name: string, value: number): number {
  if (value < 1) throw new ExitError(1, `--${name} is to be at least 1`);
  return value;
}
