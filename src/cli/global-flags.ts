import { certificateFolder } from "./config/tls.ts";
import type { Flag, FlagTraits } from "./flags/flag.ts";
import { bool, scalar, string } from "./flags/scalars.ts";

/** `--host`, which may be given once. */
function singleHost(traits: FlagTraits): Flag<string | undefined> {
  const flag = scalar<string | undefined>(traits, { type: "string", zero: undefined, parse: (text) => text });
  return {
    ...flag,
    cell() {
      let value: string | undefined;
      return {
        set(text) {
          if (value !== undefined) throw new Error("specify only one -H");
          value = text;
        },
        get: () => value,
      };
    },
  };
}

/** The flags before the command. `folder` is that of the client's configuration. */
export function globalFlags(folder: string, env: Readonly<Record<string, string | undefined>>) {
  const certificates = certificateFolder(env, folder);
  return {
    config: string({ usage: "Folder of the client's configuration", default: folder }),
    context: string({
      short: "c",
      usage:
        'Context that names the engine to talk to (goes before DOCKER_HOST and the choice of "docker context use")',
    }),
    debug: bool({ short: "D", usage: "Enable messages about what happens inside" }),
    host: singleHost({ short: "H", usage: "Address of the engine" }),
    "log-level": string({
      short: "l",
      usage: 'Least level of messages to print ("debug", "info", "warn", "error", "fatal")',
      default: "info",
    }),
    tls: bool({ usage: "Use TLS; --tlsverify includes it", default: Boolean(env["DOCKER_TLS"]) }),
    tlscacert: string({ usage: "Trust only certificates of this authority", default: `${certificates}/ca.pem` }),
    tlscert: string({ usage: "File of the client's certificate", default: `${certificates}/cert.pem` }),
    tlskey: string({ usage: "File of the client's key", default: `${certificates}/key.pem` }),
    tlsverify: bool({ usage: "Use TLS and check who answers", default: Boolean(env["DOCKER_TLS_VERIFY"]) }),
    version: bool({ short: "v", usage: "Print the version and end" }),
  };
}
