import { expect, test } from "bun:test";
import { runCommand } from "../../io/run-command.ts";
import * as pull from "./pull.ts";
import * as push from "./push.ts";

const progress = [
  { status: "Pulling from library/x", id: "latest" },
  { status: "Downloading", progressDetail: { current: 1, total: 2 }, id: "abc" },
  { status: "Pull complete", progressDetail: {}, id: "abc" },
  { aux: { Tag: "latest" } },
];
const stream = { text: progress.map((message) => `${JSON.stringify(message)}\r\n`).join("") };
const shown = "latest: Pulling from library/x\nabc: Pull complete\n";
const auths = { "https://index.docker.io/v1/": { auth: Buffer.from("jane:x?~").toString("base64") } };

test("pull asks for the default tag with the user's credential, and prints the whole name last", async () => {
  const result = await runCommand(pull, ["x"], { answers: [stream], io: { config: { auths } } });
  expect(result).toMatchObject({
    code: 0,
    out: `Using default tag: latest\n${shown}docker.io/library/x:latest\n`,
    err: "",
  });
  const [request] = result.requests;
  expect(request?.path).toBe("/images/create?fromImage=docker.io%2Flibrary%2Fx&tag=latest");
  const header = request?.headers["X-Registry-Auth"] ?? "";
  expect(header).toMatch(/^[A-Za-z0-9_=-]+$/);
  expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({
    username: "jane",
    password: "x?~",
    serveraddress: "https://index.docker.io/v1/",
  });
});

test("pull of all tags, of a digest, of a platform, and quietly", async () => {
  const asked = async (...argv: string[]) => {
    const { out, requests } = await runCommand(pull, argv, { answers: [stream] });
    return [out, decodeURIComponent(requests[0]?.path ?? "").replace("/images/create?fromImage=", "")];
  };
  const digest = `sha256:${"a".repeat(64)}`;
  expect(await asked("-aq", "r.x/a")).toEqual(["r.x/a\n", "r.x/a"]);
  expect(await asked("-q", `r.x/a@${digest}`)).toEqual([`r.x/a@${digest}\n`, `r.x/a&tag=${digest}`]);
  expect(await asked("-q", "--platform", "linux/arm64", "r.x/a:1")).toEqual([
    "r.x/a:1\n",
    "r.x/a&platform=linux/arm64&tag=1",
  ]);
});

test("pull and push refuse what cannot be, in Docker's words, before anything is sent", async () => {
  const refusal = async (command: typeof pull | typeof push, ...argv: string[]) =>
    (await runCommand(command, argv, { answers: [] })).err;
  expect(await refusal(pull, "-a", "x:1")).toBe("tag can't be used with --all-tags/-a");
  expect(await refusal(pull, "X")).toBe("invalid reference format: repository name (library/X) must be lowercase");
  expect(await refusal(pull, "--disable-content-trust=false", "x:1")).toBe(
    "not supported: --disable-content-trust=false",
  );
  expect(await refusal(push, `x@sha256:${"a".repeat(64)}`)).toBe("cannot push a digest reference");
  expect(await refusal(push, "--platform", "linux/a/b/c", "x:1")).toBe(
    'Invalid platform linux/a/b/c"linux/a/b/c": cannot parse platform specifier: invalid argument',
  );
});

test("a credential helper that fails stops a pull before the engine is asked", async () => {
  const io = { config: { credsStore: "gone" }, env: { PATH: "/nowhere" } };
  const result = await runCommand(pull, ["-q", "x:1"], { answers: [], io });
  expect(result).toMatchObject({ code: 1, out: "", requests: [] });
  expect(result.err).toContain("error getting credentials - err: exec:");
});

test("push tells what was left out, after what it did and before its error", async () => {
  const aux = {
    manifestPushedInsteadOfIndex: true,
    originalIndex: { digest: "sha256:1" },
    selectedManifest: { digest: "sha256:2" },
  };
  const lines = [{ status: "pushing" }, { aux }, { errorDetail: { message: "boo" } }];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const result = await runCommand(push, ["r.x/a:1"], { answers: [{ text }] });
  expect(result.out).toBe(
    "pushing\n\n Info -> Not all multiplatform-content is present and only the available single-platform image was pushed\n         \x1b[31msha256:1\x1b[0m -> \x1b[32msha256:2\x1b[0m\n",
  );
  expect(result).toMatchObject({ code: 1, err: "boo" });
  expect(result.requests[0]).toMatchObject({ path: "/images/r.x/a/push?tag=1", json: {} });
});

test("push of one platform says so, and quietly names only the image", async () => {
  const result = await runCommand(push, ["-q", "--platform", "linux/arm64", "r.x/a:1"], { answers: [stream] });
  expect(result.out).toBe(
    "\n Info -> Using --platform pushes only the specified platform manifest of a multi-platform image index.\n         Other components, like attestations, will not be included.\n         To push the complete multi-platform image, remove the --platform flag.\n         \nr.x/a:1\n",
  );
  expect(decodeURIComponent(result.requests[0]?.path ?? "")).toBe(
    '/images/r.x/a/push?platform={"architecture":"arm64","os":"linux"}&tag=1',
  );
});
