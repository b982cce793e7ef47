import { parseInteger } from "#base/strconv.ts";
import { buildxFlags } from "../builders/buildx-flags.ts";
import { parseUlimit } from "../container-spec/limits.ts";
import { commaList, list } from "../flags/lists.ts";
import { bool, scalar, string } from "../flags/scalars.ts";
import { parseBytes } from "../values/bytes.ts";

const ignored = "Has no meaning for this builder";

/** A text that can be read so. */
function checked(parse: (text: string) => unknown): (text: string) => string {
  return (text) => {
    parse(text);
    return text;
  };
}

const wholeNumber = { type: "int", zero: "", parse: checked((text) => parseInteger(text, { base: 0 })) };

/** Flags of Docker's older builder. It lists them in the help of `docker build`; buildx takes them in silence. */
export const olderBuildFlags = {
  compress: bool({ usage: ignored }),
  "cpu-period": scalar({ usage: ignored }, wholeNumber),
  "cpu-quota": scalar({ usage: ignored }, wholeNumber),
  "cpu-shares": scalar({ short: "c", usage: ignored }, wholeNumber),
  "cpuset-cpus": string({ usage: ignored }),
  "cpuset-mems": string({ usage: ignored }),
  "force-rm": bool({ usage: ignored }),
  isolation: string({ usage: ignored }),
  memory: string({ short: "m", usage: ignored, type: "bytes" }),
  "memory-swap": string({ usage: ignored, type: "bytes" }),
  rm: bool({ usage: ignored, default: true }),
  "security-opt": list({ usage: ignored, type: "strings" }),
  squash: scalar(
    { usage: "Make one layer of those over the base image (above-base), or of all (all)" },
    { type: "string", zero: "", bareValue: "above-base", parse: (text) => text },
  ),
};

/** The same flags, which help leaves out. */
const hiddenFlags = Object.fromEntries(
  Object.entries(olderBuildFlags).map(([name, flag]) => [name, { ...flag, hidden: true }]),
) as unknown as typeof olderBuildFlags;

/** The flags of `docker buildx build`, those that Docker itself ignores among them. */
export const buildFlags = {
  ...buildxFlags,
  ...hiddenFlags,
  "add-host": list({ usage: "A line of /etc/hosts for programs of the build (host:ip)", type: "strings" }),
  allow: list({ usage: "Let the build use network.host, security.insecure or device", type: "stringArray" }),
  annotation: list({ usage: "An annotation of the image", type: "stringArray" }),
  attest: list({ usage: "Statements to attach (type=sbom, type=provenance)", type: "stringArray" }),
  "build-arg": list({ usage: "Value of an ARG; without a value that of the environment", type: "stringArray" }),
  "build-context": list({ usage: "A further context (name=path)", type: "stringArray" }),
  "cache-from": list({
    usage: "Where to look for cached steps (an image, type=registry,ref=IMAGE or type=local,src=PATH)",
    type: "stringArray",
  }),
  "cache-to": list({
    usage: "Where to write the cache (type=inline: into the image, type=registry,ref=IMAGE or type=local,dest=PATH)",
    type: "stringArray",
  }),
  call: string({ usage: "What to do with the Dockerfile: build, check, outline, targets", default: "build" }),
  "cgroup-parent": string({ usage: "Parent cgroup of programs of the build" }),
  check: bool({ usage: "Shorthand for --call=check" }),
  file: string({ short: "f", usage: "The Dockerfile, where it is not PATH/Dockerfile; - is the standard input" }),
  iidfile: string({ usage: "Write the image's ID to this file" }),
  label: list({ usage: "A label of the image", type: "stringArray" }),
  load: bool({ usage: "Shorthand for --output=type=docker" }),
  "metadata-file": string({ usage: "Write what the build gave to this file, as JSON" }),
  network: string({ usage: "Network of RUN (default, none, host)", default: "default" }),
  "no-cache": bool({ usage: "Do not take steps from the cache" }),
  "no-cache-filter": commaList({ usage: "Run the steps of these stages again", type: "stringArray" }),
  output: list({ short: "o", usage: "Where the result goes (type=local,dest=path)", type: "stringArray" }),
  platform: commaList({ usage: "Platforms to build for", type: "stringArray" }),
  policy: list({ usage: "Not supported: a policy for sources of the build", type: "stringArray" }),
  print: string({ usage: "The same as --call", hidden: true }),
  progress: string({ usage: "How to show the build: auto, none, plain, quiet, rawjson, tty", default: "auto" }),
  provenance: string({ usage: "Short for --attest=type=provenance" }),
  pull: bool({ usage: "Always look base images up again" }),
  push: bool({ usage: "Shorthand for --output=type=registry" }),
  quiet: bool({ short: "q", usage: "Suppress all but the image's ID" }),
  resource: list({ usage: "Not supported: limits of the build's resources", type: "stringArray" }),
  sbom: string({ usage: "Short for --attest=type=sbom" }),
  secret: list({ usage: "A secret for RUN (id=name,src=path or id=name,env=NAME)", type: "stringArray" }),
  "shm-size": scalar({ usage: "Size of /dev/shm of RUN" }, { type: "bytes", zero: "", parse: checked(parseBytes) }),
  ssh: list({ usage: "An agent for RUN (default, or id=socket)", type: "stringArray" }),
  tag: list({ short: "t", usage: "Name of the image (name:tag)", type: "stringArray" }),
  target: string({ usage: "The stage to build" }),
  ulimit: list({
    ...{ usage: "Limit of programs of the build (name=soft:hard)", type: "ulimit", defaultText: "[]" },
    check: checked(parseUlimit),
  }),
  why: bool({ usage: "Say of each step that was not cached why" }),
} as const;
