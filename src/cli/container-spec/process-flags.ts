import { list, map } from "../flags/lists.ts";
import { bool, integer, string } from "../flags/scalars.ts";
import { checkAttach, checkEnv, checkLabel } from "./names.ts";

/** Flags about the program and the container as a whole. */
export const processFlags = {
  annotation: map({ usage: "Note for the OCI runtime" }),
  attach: list({ short: "a", usage: "Connect to STDIN, STDOUT or STDERR", check: checkAttach }),
  cidfile: string({ usage: "File to write the container's id to" }),
  entrypoint: string({ usage: "Instead of the image's ENTRYPOINT" }),
  env: list({ short: "e", usage: "Variable of the environment", check: checkEnv }),
  "env-file": list({ usage: "File of variables of the environment" }),
  "group-add": list({ usage: "Further group to be in" }),
  init: bool({ usage: "Run a first process that passes signals on and reaps" }),
  interactive: bool({ short: "i", usage: "Keep standard input open, also when nobody is attached" }),
  label: list({ short: "l", usage: "Label of the container", check: checkLabel }),
  "label-file": list({ usage: "File of labels, one a line" }),
  restart: string({ usage: "When to start again after an exit", default: "no" }),
  rm: bool({ usage: "Automatically remove the container and its anonymous volumes when it exits" }),
  "stop-signal": string({ usage: "Signal that stops the container" }),
  "stop-timeout": integer({ usage: "Seconds to wait for the stop" }),
  tty: bool({ short: "t", usage: "Allocate a terminal for it" }),
  user: string({ short: "u", usage: "User, by name or number (<name|uid>[:<group|gid>])" }),
  workdir: string({ short: "w", usage: "Working directory in the container" }),
};
