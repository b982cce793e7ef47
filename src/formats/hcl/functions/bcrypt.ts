/** Higher ones take minutes. */
export const mostCost = 14;

interface Cipher {
  readonly keys: Uint32Array;
  readonly boxes: Uint32Array;
}

const keyWords = 18;
const boxWords = 4 * 256;

/** The fraction of pi as whole words, with which the cipher begins. */
function piWords(count: number): Uint32Array {
  const guard = 64n;
  const bits = BigInt(count * 32);
  const one = 1n << (bits + guard);
  const arctan = (inverse: bigint): bigint => {
    let [power, sum, sign, odd] = [one / inverse, 0n, 1n, 1n];
    while (power > 0n) {
      sum += (sign * power) / odd;
      power /= inverse * inverse;
      [sign, odd] = [-sign, odd + 2n];
    }
    return sum;
  };
  // Machin's formula.
  const pi = 4n * (4n * arctan(5n) - arctan(239n));
  const digits = ((pi - 3n * one) >> guard).toString(16).padStart(count * 8, "0");
  return Uint32Array.from({ length: count }, (_, at) => Number.parseInt(digits.slice(8 * at, 8 * at + 8), 16));
}

let initial: Uint32Array | undefined;

function newCipher(): Cipher {
  initial ??= piWords(keyWords + boxWords);
  return { keys: initial.slice(0, keyWords), boxes: initial.slice(keyWords) };
}

/** Encrypts the two words at `at` in place. */
function encrypt({ keys, boxes }: Cipher, words: Uint32Array, at: number): void {
  let left = words[at]!;
  let right = words[at + 1]!;
  for (let round = 0; round < 16; round += 1) {
    left ^= keys[round]!;
    const sum = (boxes[(left >>> 24) & 255]! + boxes[256 + ((left >>> 16) & 255)]!) | 0;
    right ^= ((sum ^ boxes[512 + ((left >>> 8) & 255)]!) + boxes[768 + (left & 255)]!) | 0;
    [left, right] = [right, left];
  }
  words[at] = right ^ keys[17]!;
  words[at + 1] = left ^ keys[16]!;
}

function cycledWords(bytes: Uint8Array, count: number): Uint32Array {
  let at = 0;
  return Uint32Array.from({ length: count }, () => {
    let word = 0;
    for (let byte = 0; byte < 4; byte += 1) word = (word << 8) | bytes[at++ % bytes.length]!;
    return word;
  });
}

/** Mixes the key, and the salt if there is one, into all words of the cipher. */
function expand(cipher: Cipher, key: Uint32Array, salt: Uint32Array | undefined): void {
  key.forEach((word, at) => {
    cipher.keys[at]! ^= word;
  });
  const pair = new Uint32Array(2);
  let from = 0;
  for (const words of [cipher.keys, cipher.boxes])
    for (let at = 0; at < words.length; at += 2) {
      if (salt !== undefined) {
        pair[0]! ^= salt[from]!;
        pair[1]! ^= salt[from + 1]!;
        from = (from + 2) % 4;
      }
      encrypt(cipher, pair, 0);
      words.set(pair, at);
    }
}

const alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function encode(bytes: Uint8Array): string {
  const plain = Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  return [...plain].map((char) => alphabet[standard.indexOf(char)]!).join("");
}

/** The bcrypt hash (`$2a$`) of a password of at most 72 bytes, with 16 bytes of salt. */
export function bcryptHash(password: Uint8Array, salt: Uint8Array, cost: number): string {
  const cipher = newCipher();
  const key = cycledWords(Buffer.concat([password, Buffer.of(0)]), keyWords);
  const saltKey = cycledWords(salt, keyWords);
  expand(cipher, key, saltKey.subarray(0, 4));
  for (let round = 0; round < 2 ** cost; round += 1) {
    expand(cipher, key, undefined);
    expand(cipher, saltKey, undefined);
  }
  const words = cycledWords(Buffer.from("OrpheanBeholderScryDoubt"), 6);
  for (let at = 0; at < 6; at += 2) for (let count = 0; count < 64; count += 1) encrypt(cipher, words, at);
  const bytes = Buffer.alloc(24);
  for (const [at, word] of words.entries()) bytes.writeUInt32BE(word, 4 * at);
  return `$2a$${String(cost).padStart(2, "0")}$${encode(salt)}${encode(bytes.subarray(0, 23))}`;
}
