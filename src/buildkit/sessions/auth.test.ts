import { expect, test } from "bun:test";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { Op } from "#base/op.ts";
import type { BuildSession } from "#core/build/session.ts";
import { fakeBuilds } from "../build-service.fake.ts";
import { diffCopyMethod, fileSync, TestBuildkit } from "../client.fake.ts";
import { Auth } from "../gen/auth.gen.ts";
import { Control } from "../gen/control.gen.ts";

const methods = ["Credentials", "FetchToken", "GetTokenAuthority"].map((name) => `/moby.filesync.v1.Auth/${name}`);

/** Runs `use` in a build whose client answers so. */
async function withAuth<T>(
  answers: Partial<ServiceImpl<typeof Auth>>,
  use: (op: Op, session: BuildSession) => Promise<T>,
): Promise<T | undefined> {
  let result: T | undefined;
  await using server = await TestBuildkit.open(
    fakeBuilds(async (op, { session }) => {
      result = await use(op, session);
    }),
  );
  const routes: Parameters<TestBuildkit["session"]>[1] = (router) => {
    fileSync({ files: { Dockerfile: "" }, asked: [] })(router);
    router.service(Auth, answers);
  };
  await server.session("s", routes, [diffCopyMethod, ...methods]);
  await (await server.client()).of(Control).solve({ Ref: "b", Session: "s", Frontend: "dockerfile.v0" });
  return result;
}

const question = { realm: "https://tokens/t", service: "registry", scopes: ["repository:a:pull"] };

test("a client that only gives tokens asks for them itself", async () => {
  const asked: unknown[] = [];
  const given = await withAuth(
    {
      credentials: () => ({}),
      getTokenAuthority: ({ Salt }) => ({ PublicKey: Salt }),
      fetchToken({ ClientID, Host, Realm, Service, Scopes }) {
        asked.push([ClientID, Host, Realm, Service, Scopes]);
        if (Scopes.length === 0) throw new ConnectError("denied", Code.PermissionDenied);
        return { Token: "t", ExpiresIn: 90n };
      },
    },
    async (op, session) => {
      const giveToken = (await session.registryCredentials(op, "docker.io"))?.giveToken;
      const refused = giveToken?.(op, { ...question, scopes: [] });
      return [await giveToken?.(op, question), await refused?.catch((error: Error) => error.message)];
    },
  );
  expect(given).toEqual([{ text: "t", lifeS: 90 }, expect.stringContaining("denied")]);
  expect(asked).toContainEqual([
    ...["buildkit-client", "registry-1.docker.io", "https://tokens/t", "registry", ["repository:a:pull"]],
  ]);
});

test("one that gives none says its secret, and one that has nothing, nothing", async () => {
  const getTokenAuthority = (): never => {
    throw new ConnectError("client side tokens disabled", Code.Unavailable);
  };
  const credentials = ({ Host }: { readonly Host: string }) =>
    Host === "known" ? { Username: "jane", Secret: "x" } : {};
  const found = await withAuth({ credentials, getTokenAuthority }, async (op, session) => [
    await session.registryCredentials(op, "known"),
    await session.registryCredentials(op, "unknown"),
  ]);
  expect(found).toEqual([{ username: "jane", secret: "x" }, undefined]);
});
