/** How random a text is: bits for each of its characters (Shannon). */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const length = Buffer.byteLength(text);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

export const isHighEntropy = (text: string): boolean => Number.isNaN(Number(text)) && entropy(text) > 5;

/** Whether the last word is `user:password` in base64. */
export function isBasicToken(text: string): boolean {
  const word = (text.split(" ").at(-1) ?? "").replace(/"$/, "");
  if (word.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(word)) return false;
  return Buffer.from(word, "base64").subarray(1, -1).includes(":");
}

/** Whether header and claims of a JSON Web Token are objects, and it is signed or says that it is not. */
export function isToken(text: string): boolean {
  const [header, claims, signature, ...more] = text.split(".");
  const { alg } = objectOf(header) ?? {};
  if (more.length > 0 || objectOf(claims) === undefined) return false;
  return signature === undefined ? alg === "none" : typeof alg === "string";
}

function objectOf(base64: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64 ?? "", "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export function isUrlWithPassword(text: string): boolean {
  const authority = /:\/\/([^/?#]*)/.exec(text)?.[1] ?? "";
  const [, user = "", password = ""] = /^([^:]*):(.*)@/.exec(authority) ?? [];
  return user !== "" && password !== "" && !password.startsWith("$");
}
