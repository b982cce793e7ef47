import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";

/** How the key of a sealed file is made. */
export type KeySource = { readonly kind: "file" } | ScryptSource;

/** A passphrase, stretched. @see RFC 7914 */
export interface ScryptSource {
  readonly kind: "scrypt";
  /** Base64. */
  readonly salt: string;
  readonly cost: number;
  readonly blockSize: number;
  readonly parallel: number;
}

/** A file of the vault: all but `data` is readable, and sealed against changes with it. */
export interface Sealed {
  readonly version: 1;
  readonly key: KeySource;
  /** Base64; never used twice with one key. */
  readonly nonce: string;
  /** Base64 of what AES-256-GCM gives, its tag behind it. */
  readonly data: string;
}

export const keyBytes = 32;
const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;
const saltBytes = 16;
/** What OWASP asks for; 128 MiB and a third of a second. Files that ask for more are refused. */
const scryptCost = { cost: 1 << 17, blockSize: 8, parallel: 1 };
const mostScryptBytes = 256 << 20;

export function newScryptSource(): ScryptSource {
  return { kind: "scrypt", salt: randomBytes(saltBytes).toString("base64"), ...scryptCost };
}

export function newKey(): Buffer {
  return randomBytes(keyBytes);
}

/** The key that a passphrase stands for. @throws Error for a source that would take too much */
export function stretched(passphrase: string, { salt, cost, blockSize, parallel }: ScryptSource): Promise<Buffer> {
  const bytes = 128 * cost * blockSize * parallel;
  if (!(bytes <= mostScryptBytes)) return Promise.reject(new Error("its passphrase asks for too much memory"));
  const options = { N: cost, r: blockSize, p: parallel, maxmem: 2 * mostScryptBytes };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFC"), Buffer.from(salt, "base64"), keyBytes, options, (error, key) => {
      // Bun gives undefined where Node gives null.
      if (error) reject(error);
      else resolve(key);
    });
  });
}

export function seal(text: string, key: Buffer, source: KeySource): Sealed {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce);
  sealing.setAAD(boundText(source));
  const data = Buffer.concat([sealing.update(text, "utf8"), sealing.final(), sealing.getAuthTag()]);
  return { version: 1, key: source, nonce: nonce.toString("base64"), data: data.toString("base64") };
}

/** @throws Error when the key is another one, or anything of the file was changed */
export function unseal(sealed: Sealed, key: Buffer): string {
  const data = Buffer.from(sealed.data, "base64");
  const opening = createDecipheriv(cipher, key, Buffer.from(sealed.nonce, "base64"), { authTagLength: tagBytes });
  opening.setAAD(boundText(sealed.key));
  opening.setAuthTag(data.subarray(data.length - tagBytes));
  return Buffer.concat([opening.update(data.subarray(0, data.length - tagBytes)), opening.final()]).toString("utf8");
}

/** What is not secret, and yet may not be changed. */
function boundText(source: KeySource): Buffer {
  const parts = source.kind === "file" ? [] : [source.salt, source.cost, source.blockSize, source.parallel];
  return Buffer.from(JSON.stringify(["gantry credentials", 1, source.kind, ...parts]));
}
