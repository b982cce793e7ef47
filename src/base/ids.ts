declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** 64 lower-case hex digits. */
export type ContainerId = Branded<"ContainerId">;
/** 64 lower-case hex digits. */
export type ExecId = Branded<"ExecId">;
/** 64 lower-case hex digits. */
export type NetworkId = Branded<"NetworkId">;

/** A new random id of 32 bytes as hex, as Docker makes them; never all digits in its first 12 (it would read as a number). */
export function newId<T extends ContainerId | ExecId | NetworkId>(): T {
  for (;;) {
    const hex = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex");
    if (!/^\d{12}/.test(hex)) return hex as string as T;
  }
}

/** The 12 digits that tables show. */
export function shortId(id: string): string {
  return (id.startsWith("sha256:") ? id.slice("sha256:".length) : id).slice(0, 12);
}
