/** The keys that leave a session when nobody says otherwise. */
export const defaultDetachKeys = "ctrl-p,ctrl-q";

const controls = "@abcdefghijklmnopqrstuvwxyz[\\]^_";

/** `ctrl-p,ctrl-q` as bytes. @throws Error in Docker's words. */
export function detachKeyBytes(text: string): number[] {
  return text.split(",").map((key) => {
    if ([...key].length === 1) return key.charCodeAt(0);
    const control = key.startsWith("ctrl-") ? controls.indexOf(key.slice("ctrl-".length)) : -1;
    if (control < 0 || key.length !== "ctrl-".length + 1) throw new Error(`Unknown character: '${key}'`);
    return control;
  });
}

/** Looks for the keys in what is typed. Keys that may begin the sequence are held back until it is clear. */
export class DetachScanner {
  readonly #keys: readonly number[];
  #matched = 0;

  constructor(keys: readonly number[]) {
    this.#keys = keys;
  }

  /** The bytes to pass on, and whether the sequence is complete. */
  scan(chunk: Uint8Array): { readonly pass: Uint8Array; readonly detached: boolean } {
    const pass: number[] = [];
    for (const byte of chunk) {
      if (byte === this.#keys[this.#matched]) {
        this.#matched++;
        if (this.#matched === this.#keys.length) return { pass: Uint8Array.from(pass), detached: true };
        continue;
      }
      pass.push(...this.#keys.slice(0, this.#matched));
      this.#matched = byte === this.#keys[0] ? 1 : 0;
      if (this.#matched === 0) pass.push(byte);
    }
    return { pass: Uint8Array.from(pass), detached: false };
  }
}
