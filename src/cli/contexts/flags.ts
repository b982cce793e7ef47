import { csvFields } from "#base/csv.ts";
import type { Flag } from "../flags/flag.ts";
import { string } from "../flags/scalars.ts";

/** `--docker key=value,key=value`. */
const endpoint: Flag<Readonly<Record<string, string>>> = {
  usage: "Address of the engine and what it takes to reach it",
  type: "stringToString",
  defaultText: "[]",
  cell() {
    const values: Record<string, string> = {};
    return {
      set(text) {
        for (const field of csvFields(text)) {
          const at = field.indexOf("=");
          if (at < 0) throw new Error(`${field} must be formatted as key=value`);
          values[field.slice(0, at)] = field.slice(at + 1);
        }
      },
      get: () => values,
    };
  },
};

/** Flags of `context create` and `context update`. */
export const contextFlags = {
  description: string({ usage: "What the context is for" }),
  docker: endpoint,
  "default-stack-orchestrator": string({ usage: "Nothing any more", hidden: true }),
  kubernetes: { ...endpoint, usage: "Nothing any more", hidden: true },
};

export const endpointHelp = `Keys of --docker:

NAME                DESCRIPTION
from                Name of the context to take all from
host                Address of the engine
ca                  File of the authority whose certificates are trusted
cert                File of the client's certificate
key                 File of the client's key
skip-tls-verify     Trust any certificate`;
