import { DockerfileError } from "../dockerfile-error.ts";

/** What instructions are refused with, in BuildKit's words. */

export function atLeastOneArgument(instruction: string): DockerfileError {
  return new DockerfileError(`${instruction} requires at least one argument`);
}

export function exactlyOneArgument(instruction: string): DockerfileError {
  return new DockerfileError(`${instruction} requires exactly one argument`);
}

export function noDestination(instruction: string): DockerfileError {
  return new DockerfileError(
    `${instruction} requires at least two arguments, but only one was provided. Destination could not be determined`,
  );
}

export function blankNames(instruction: string): DockerfileError {
  return new DockerfileError(`${instruction} names can not be blank`);
}
