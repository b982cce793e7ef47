import { EngineError } from "#base/errors.ts";
import {
  isAddress,
  isFittingHostRange,
  isPortProtocol,
  portRange,
  portsOfRange,
  splitPortWord,
} from "#formats/dockerfile/instructions/port-word.ts";

/**
 * The ports that a word of `EXPOSE` means where the engine reads it itself (go-connections' `nat`): BuildKit's in other words.
 * @throws invalid-argument
 */
export function exposedPorts(word: string): string[] {
  const { ip, hostPort, containerPort, protocol } = splitPortWord(word);
  const address = /^\[(.*)\]$/.exec(ip)?.[1] ?? ip;
  if (address !== "" && !isAddress(address)) throw invalid(`Invalid ip address: ${address}`);
  if (containerPort === "") throw invalid(`No port specified: ${word}<empty>`);
  const container = portRange(containerPort);
  if (container === undefined) throw invalid(`Invalid containerPort: ${containerPort}`);
  const host = hostPort === "" ? container : portRange(hostPort);
  if (host === undefined) throw invalid(`Invalid hostPort: ${hostPort}`);
  if (!isFittingHostRange(host, container))
    throw invalid(`Invalid ranges specified for container and host Ports: ${containerPort} and ${hostPort}`);
  if (protocol !== "" && !isPortProtocol(protocol)) throw invalid(`Invalid proto: ${protocol}`);
  return portsOfRange(container, protocol === "" ? "tcp" : protocol);
}

function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}
