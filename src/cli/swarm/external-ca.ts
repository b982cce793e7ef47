import { readFileSync } from "node:fs";
import { csvFields } from "#base/csv.ts";
import { openError } from "../container-spec/key-values.ts";
import { parsedList } from "../flags/lists.ts";

/** An authority outside of the swarm that signs its certificates. */
export interface ExternalCa {
  readonly Protocol: string;
  readonly URL: string;
  readonly Options?: Readonly<Record<string, string>>;
  /** Its certificate, in PEM. */
  readonly CACert: string;
}

export const externalCaFlag = parsedList({
  type: "external-ca",
  usage: "Authority that signs certificates (protocol=cfssl,url=…)",
  parse: parseExternalCa,
});

/** `protocol=cfssl,url=…[,cacert=FILE][,KEY=VALUE…]`. @throws Error in Docker's words */
function parseExternalCa(text: string): ExternalCa {
  const options: Record<string, string> = {};
  let [protocol, url, certificate] = ["", "", ""];
  for (const field of csvFields(text)) {
    const at = field.indexOf("=");
    if (at < 0) throw new Error(`invalid field '${field}' must be a key=value pair`);
    const key = field.slice(0, at).toLowerCase();
    const value = field.slice(at + 1);
    if (key === "protocol") protocol = knownProtocol(value);
    else if (key === "url") url = value;
    else if (key === "cacert") certificate = readCertificate(value);
    else options[field.slice(0, at)] = value;
  }
  if (protocol === "") throw new Error("the external-ca option needs a protocol= parameter");
  if (url === "") throw new Error("the external-ca option needs a url= parameter");
  return {
    Protocol: protocol,
    URL: url,
    ...(Object.keys(options).length === 0 ? {} : { Options: options }),
    CACert: certificate,
  };
}

function knownProtocol(text: string): string {
  if (text.toLowerCase() === "cfssl") return "cfssl";
  throw new Error(`unrecognized external CA protocol ${text}`);
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`unable to read CA cert for external CA: ${openError(path, error)}`);
  }
}
