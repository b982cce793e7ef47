import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { notSupported } from "#base/errors.ts";
import { sshInteger, sshString } from "./ssh-wire.ts";

/** A key as an agent has it. */
export interface AgentKey {
  /** The public key as SSH writes it, by which clients name it. */
  readonly publicBlob: Buffer;
  /** @returns the signature with its algorithm. @param flags of the request: which hash an RSA signature has */
  sign(data: Uint8Array, flags: number): Buffer;
}

/** @see openssh-portable PROTOCOL.agent, SSH_AGENT_RSA_SHA2_… */
const rsaSha256 = 2;
const rsaSha512 = 4;

const curves: Readonly<Record<string, { readonly name: string; readonly hash: string }>> = {
  "P-256": { name: "nistp256", hash: "sha256" },
  "P-384": { name: "nistp384", hash: "sha384" },
  "P-521": { name: "nistp521", hash: "sha512" },
};

/** @throws not-implemented for another kind of key than RSA, ECDSA and Ed25519 */
export function agentKey(key: KeyObject): AgentKey {
  const { kty, crv = "", x, y, n, e } = createPublicKey(key).export({ format: "jwk" });
  if (kty === "RSA") return rsaKey(key, { n: decoded(n), e: decoded(e) });
  if (crv === "Ed25519") return edwardsKey(key, decoded(x));
  const curve = kty === "EC" ? curves[crv] : undefined;
  if (curve === undefined) throw notSupported(`ssh keys of type ${kty} ${crv}`);
  return ellipticKey(key, { ...curve, point: Buffer.concat([Buffer.of(4), decoded(x), decoded(y)]) });
}

function rsaKey(key: KeyObject, { n, e }: { readonly n: Buffer; readonly e: Buffer }): AgentKey {
  return {
    publicBlob: Buffer.concat([sshString("ssh-rsa"), sshInteger(e), sshInteger(n)]),
    sign(data, flags) {
      const [name, hash] =
        (flags & rsaSha512) !== 0
          ? ["rsa-sha2-512", "sha512"]
          : (flags & rsaSha256) !== 0
            ? ["rsa-sha2-256", "sha256"]
            : ["ssh-rsa", "sha1"];
      return Buffer.concat([sshString(name), sshString(sign(hash, data, key))]);
    },
  };
}

function edwardsKey(key: KeyObject, point: Buffer): AgentKey {
  const name = sshString("ssh-ed25519");
  return {
    publicBlob: Buffer.concat([name, sshString(point)]),
    sign: (data) => Buffer.concat([name, sshString(sign(null, data, key))]),
  };
}

interface Curve {
  readonly name: string;
  readonly hash: string;
  readonly point: Buffer;
}

function ellipticKey(key: KeyObject, { name: curve, hash, point }: Curve): AgentKey {
  const name = sshString(`ecdsa-sha2-${curve}`);
  return {
    publicBlob: Buffer.concat([name, sshString(curve), sshString(point)]),
    sign(data) {
      const both = sign(hash, data, { key, dsaEncoding: "ieee-p1363" });
      const [r, s] = [both.subarray(0, both.length / 2), both.subarray(both.length / 2)];
      return Buffer.concat([name, sshString(Buffer.concat([sshInteger(r), sshInteger(s)]))]);
    },
  };
}

function decoded(text: string | undefined): Buffer {
  return Buffer.from(text ?? "", "base64url");
}
