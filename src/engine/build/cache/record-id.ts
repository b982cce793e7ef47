const digits = "0123456789abcdefghijklmnopqrstuvwxyz";

/** A new random id of 25 characters, as BuildKit makes them. */
export function newRecordId(): string {
  let id = "";
  while (id.length < 25)
    for (const byte of crypto.getRandomValues(new Uint8Array(32)))
      if (byte < 252 && id.length < 25) id += digits[byte % 36];
  return id;
}
