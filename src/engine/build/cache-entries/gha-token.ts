import { EngineError } from "#base/errors.ts";

/** A branch whose entries a token opens. */
export interface TokenScope {
  readonly scope: string;
  readonly canWrite: boolean;
}

const writePermission = 2;

/** What a token of GitHub's actions opens: its claim `ac`. The service checks the token; here it is only read. @throws invalid-argument */
export function tokenScopes(token: string): readonly TokenScope[] {
  try {
    const [, claims = ""] = token.split(".");
    const { ac = "[]" } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { readonly ac?: string };
    const scopes = JSON.parse(ac) as ReadonlyArray<{ readonly Scope?: unknown; readonly Permission?: unknown }>;
    return scopes.flatMap(({ Scope: scope, Permission: permission }) =>
      typeof scope === "string" ? [{ scope, canWrite: (Number(permission) & writePermission) !== 0 }] : [],
    );
  } catch (error) {
    throw new EngineError("invalid-argument", "invalid token for github actions cache", { cause: error });
  }
}
