import { type Credential, noCredential } from "./credential.ts";

/** One value of `auths` in `config.json`. */
export interface AuthEntry {
  /** Base64 of `user:password`. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** The credential of an entry. @throws Error in Docker's words when `auth` cannot be read */
export function readAuthEntry(entry: AuthEntry | null, key: string): Credential {
  const { auth = "", username = "", password = "", identitytoken = "", registrytoken = "" } = entry ?? {};
  const user = auth === "" ? { username, password } : decodeAuth(auth);
  return { ...noCredential, ...user, serveraddress: key, identitytoken, registrytoken };
}

/** The entry of a credential; an empty one says only that there was a login. */
export function authEntryOf({ username, password, identitytoken, registrytoken }: Credential): AuthEntry {
  const auth = username === "" && password === "" ? "" : Buffer.from(`${username}:${password}`).toString("base64");
  return {
    ...(auth === "" ? {} : { auth }),
    ...(identitytoken === "" ? {} : { identitytoken }),
    ...(registrytoken === "" ? {} : { registrytoken }),
  };
}

function decodeAuth(auth: string): Pick<Credential, "username" | "password"> {
  const wrong = firstWrongByte(auth);
  if (wrong !== undefined) throw new Error(`illegal base64 data at input byte ${wrong}`);
  const text = Buffer.from(auth, "base64").toString();
  const colon = text.indexOf(":");
  if (colon < 1) throw new Error("Invalid auth configuration file");
  return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/^\0+|\0+$/g, "") };
}

/** Line ends count for nothing, as Go has it. */
function firstWrongByte(auth: string): number | undefined {
  const bare = auth.replace(/[\r\n]/g, "");
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare)) return undefined;
  const odd = /[^A-Za-z0-9+/\r\n]/.exec(auth);
  return odd === null ? auth.length - (bare.length % 4) : odd.index;
}
