import { quote } from "#base/strconv.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import type { LintReport } from "../lint/linter.ts";
import { lintRules } from "../lint/rules.ts";
import type { SourceRange } from "../source-range.ts";
import { isAddress, isFittingHostRange, isPortProtocol, portRange, portsOfRange, splitPortWord } from "./port-word.ts";

/** Where ports of `EXPOSE` stand, and who hears what is odd about them (ExposeProtoCasing, ExposeInvalidFormat). */
export interface ExposeContext {
  readonly range: SourceRange;
  readonly report: LintReport;
}

/**
 * The ports that the words of `EXPOSE` mean, each as `80/tcp`. A port of the host before a colon is looked at and left out.
 * @throws DockerfileError in BuildKit's words
 */
export function parseExposedPorts(words: readonly string[], context: ExposeContext): string[] {
  return words.flatMap((word) => portsOf(word, context));
}

function portsOf(word: string, { range, report }: ExposeContext): string[] {
  const { ip, hostPort, containerPort, protocol } = splitPortWord(word);
  if (containerPort === "") throw new DockerfileError(`invalid port: ${quote(word)}: no port specified`);
  if (protocol !== "" && !isPortProtocol(protocol))
    throw new DockerfileError(`invalid port: ${quote(word)}: invalid proto: ${protocol}`);
  if (protocol !== protocol.toLowerCase()) {
    const message = `Defined protocol '${word}' in EXPOSE instruction should be lowercase`;
    report({ rule: lintRules.exposeProtoCasing, message, range });
  }
  if (ip !== "" || hostPort !== "") {
    const message = `EXPOSE instruction should not define an IP address or host-port mapping, found '${word}'`;
    report({ rule: lintRules.exposeInvalidFormat, message, range });
  }
  checkAddress(ip);
  const container = portRange(containerPort);
  if (container === undefined) throw new DockerfileError(`invalid containerPort: ${containerPort}`);
  if (hostPort !== "") {
    const host = portRange(hostPort);
    if (host === undefined) throw new DockerfileError(`invalid hostPort: ${hostPort}`);
    if (!isFittingHostRange(host, container)) throw unfittingRanges(containerPort, hostPort);
  }
  return portsOfRange(container, protocol === "" ? "tcp" : protocol);
}

function unfittingRanges(containerPort: string, hostPort: string): DockerfileError {
  const ports = `${containerPort} and ${hostPort}`;
  return new DockerfileError(`invalid ranges specified for container and host Ports: ${ports}`);
}

function checkAddress(text: string): void {
  if (text === "") return;
  const ip = text.startsWith("[") ? withoutBrackets(text) : text;
  if (ip !== "" && !isAddress(ip)) throw new DockerfileError(`invalid IP address: ${ip}`);
}

function withoutBrackets(text: string): string {
  const end = text.indexOf("]");
  const refused = (problem: string): DockerfileError =>
    new DockerfileError(`invalid IP address ${text}: address ${text}:: ${problem}`);
  if (end < 0) throw refused("missing ']' in address");
  if (end + 1 < text.length)
    throw refused(text[end + 1] === ":" ? "too many colons in address" : "missing port in address");
  return text.slice(1, end);
}
