import { constants, createHash, privateDecrypt } from "node:crypto";
import { quote } from "#base/strconv.ts";
import { stringValue, textOf, type Value } from "../value/value.ts";
import { integer, number, ofTexts, text } from "./arguments.ts";
import { bcryptHash, mostCost } from "./bcrypt.ts";
import { FunctionError, type HclFunction } from "./function.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Strict: all the padding has to be there. Line ends count for nothing. */
function fromBase64(given: string): Buffer | undefined {
  const plain = given.replace(/[\r\n]/g, "");
  return base64.test(plain) ? Buffer.from(plain, "base64") : undefined;
}

function decodeBase64(given: string): string {
  const bytes = fromBase64(given);
  if (bytes === undefined) throw new FunctionError(`failed to decode base64 data '${given}'`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FunctionError("the result of decoding the the provided string is not valid UTF-8");
  }
}

function decryptRsa(given: string, key: string): string {
  const bytes = fromBase64(given);
  if (bytes === undefined)
    throw new FunctionError(`failed to decode input ${quote(given)}: cipher text must be base64-encoded`);
  if (!/-----BEGIN [^-]+-----[\s\S]+-----END [^-]+-----/.test(key))
    throw new FunctionError("failed to parse key: no key found");
  if (key.includes("Proc-Type: 4,ENCRYPTED"))
    throw new FunctionError(
      "failed to parse key: password protected keys are not supported. Please decrypt the key prior to use",
    );
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, bytes).toString();
  } catch {
    throw new FunctionError("crypto/rsa: decryption error");
  }
}

const namespaces: Readonly<Record<string, string>> = {
  dns: "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  url: "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
  oid: "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
  x500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
};
const uuid = /^(?:urn:uuid:)?\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})\}?$/i;

/** 16 bytes as the text of a UUID of that version. */
export function uuidText(bytes: Buffer, version: number): string {
  const marked = Buffer.from(bytes.subarray(0, 16));
  marked[6] = (marked[6]! & 0x0f) | (version << 4);
  marked[8] = (marked[8]! & 0x3f) | 0x80;
  return marked.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function uuidV5(namespace: string, name: string): string {
  const known = (Object.hasOwn(namespaces, namespace) && namespaces[namespace]) || namespace;
  const found = uuid.exec(known)?.[1];
  if (found === undefined) {
    const isLong = [32, 36, 38, 45].includes(Buffer.byteLength(known));
    const why = isLong ? "invalid UUID format" : `invalid UUID length: ${Buffer.byteLength(known)}`;
    throw new FunctionError(`uuidv5() doesn't support namespace ${namespace} (${why})`);
  }
  const hash = createHash("sha1")
    .update(Buffer.from(found.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  return uuidText(hash, 5);
}

/** As a value of a query: a space is a plus sign. */
function encodeUrl(given: string): string {
  return encodeURIComponent(given.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

const hash = (algorithm: string): HclFunction =>
  ofTexts(["str"], (given) => stringValue(createHash(algorithm).update(given!).digest("hex")));

function bcrypt(random: (length: number) => Uint8Array, [given, ...costs]: readonly Value[]): Value {
  const cost = costs[0] === undefined ? 10 : integer(costs[0]);
  if (costs.length > 1) throw new FunctionError("bcrypt() takes no more than two arguments");
  const refuse = (why: string): FunctionError => new FunctionError(`error occured generating password ${why}`);
  const password = Buffer.from(textOf(given!));
  if (password.length > 72) throw refuse("bcrypt: password length exceeds 72 bytes");
  if (cost > mostCost) throw refuse(`bcrypt: cost ${cost} is outside allowed inclusive range 4..${mostCost}`);
  // A cost that is too low stands for the usual one.
  return stringValue(bcryptHash(password, random(16), cost < 4 ? 10 : cost));
}

export function encodingFunctions(random: (length: number) => Uint8Array): Readonly<Record<string, HclFunction>> {
  return {
    base64decode: ofTexts(["str"], (given) => stringValue(decodeBase64(given!))),
    base64encode: ofTexts(["str"], (given) => stringValue(Buffer.from(given!).toString("base64"))),
    urlencode: ofTexts(["str"], (given) => stringValue(encodeUrl(given!))),
    md5: hash("md5"),
    sha1: hash("sha1"),
    sha256: hash("sha256"),
    sha512: hash("sha512"),
    bcrypt: { parameters: [text("str")], rest: number("cost"), run: (args) => bcrypt(random, args) },
    rsadecrypt: ofTexts(["ciphertext", "privatekey"], (given, key) => stringValue(decryptRsa(given!, key!))),
    uuidv4: { parameters: [], run: () => stringValue(uuidText(Buffer.from(random(16)), 4)) },
    uuidv5: ofTexts(["namespace", "name"], (namespace, name) => stringValue(uuidV5(namespace!, name!))),
  };
}
