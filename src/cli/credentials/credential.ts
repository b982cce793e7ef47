/** What a registry knows a user by. */
export interface Credential {
  readonly username: string;
  readonly password: string;
  /** The registry, by the key it is kept under. */
  readonly serveraddress: string;
  /** Asks the token server instead of a password. */
  readonly identitytoken: string;
  /** Goes to the registry as it is. */
  readonly registrytoken: string;
}

export const noCredential: Credential = {
  username: "",
  password: "",
  serveraddress: "",
  identitytoken: "",
  registrytoken: "",
};

/** Whether there is anything to show a registry. */
export function isCredential({ username, password, identitytoken, registrytoken }: Credential): boolean {
  return username !== "" || password !== "" || identitytoken !== "" || registrytoken !== "";
}

/** A credential without its empty parts, as it travels. */
export function credentialJson(credential: Credential): Record<string, string> {
  return Object.fromEntries(Object.entries(credential).filter(([, value]) => value !== ""));
}

/** The value of `X-Registry-Auth`. */
export function registryAuthHeader(credential: Credential): string {
  const text = JSON.stringify(credentialJson(credential));
  return Buffer.from(text).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

/** The value of `X-Registry-Config`: credentials by registry. */
export function registryConfigHeader(all: ReadonlyMap<string, Credential>): string {
  const text = JSON.stringify(Object.fromEntries([...all].map(([key, each]) => [key, credentialJson(each)])));
  return Buffer.from(text).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}
