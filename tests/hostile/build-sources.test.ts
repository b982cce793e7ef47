import { afterAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Site, siteAddress } from "../build/site/site.ts";
import { BuildGround } from "./build-ground.ts";

// Sources that lead out: git's addresses, repositories, links of contexts and stages, and answers of servers.

const opened = open();
afterAll(async () => {
  const { ground, site } = await opened;
  await site[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
}, 60_000);

async function open() {
  const ground = await BuildGround.open();
  const folder = join(ground.engine.paths.folder, "site");
  makeRepositories(folder, ground.canary.folder);
  return { ground, site: await Site.open(ground.engine.namespace, folder), repositories: `http://${siteAddress}/git` };
}

/** `evil.git` with links that lead out, and `nested.git` with a submodule of this machine. */
function makeRepositories(folder: string, canary: string): void {
  const env = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null" } as unknown as NodeJS.ProcessEnv;
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "protocol.file.allow=always"];
  for (const name of ["evil", "nested"]) {
    const work = join(folder, name);
    mkdirSync(work, { recursive: true });
    const git = (...args: string[]): Buffer =>
      execFileSync("git", [...who, "-C", work, ...args], { env, stdio: "pipe" });
    git("init", "-q", "-b", "main");
    writeFileSync(join(work, "Dockerfile"), "FROM scratch\nCOPY . /\n");
    if (name === "evil") {
      symlinkSync(canary, join(work, "out"));
      symlinkSync(`${"../".repeat(12)}${canary}`, join(work, "up"));
    } else git("submodule", "--quiet", "add", `file://${join(folder, "evil")}`, "module");
    git("add", ".");
    git("commit", "-qm", "one");
    git("clone", "-q", "--bare", work, join(folder, "git", `${name}.git`));
  }
}

test("addresses of git are no options and no programs (CVE-2019-13139, CVE-2022-39253)", async () => {
  const { ground, repositories } = await opened;
  const marker = join(ground.engine.paths.folder, "executed");
  const touch = `touch${"$"}{IFS}${marker}`;
  const addresses = [
    `ext::sh -c touch% ${marker}.git`,
    `--upload-pack=${touch}.git`,
    `git@-oProxyCommand=${touch}:x.git`,
    `ssh://-oProxyCommand=${touch}/x.git`,
    `git://-u${touch}/x.git`,
    `file://${ground.engine.paths.folder}/site/git/evil.git`,
    `${repositories}/evil.git#--upload-pack=${touch}`,
    `${repositories}/evil.git#-x:-y`,
  ];
  for (const address of addresses) {
    const asContext = await ground.build({ dockerfile: "FROM scratch\n", context: address });
    const added = await ground.build({ dockerfile: `FROM scratch\nADD ${JSON.stringify([address, "/x/"])}\n` });
    expect({ address, codes: [asContext.code, added.code].includes(0) }).toEqual({ address, codes: false });
  }
  expect(existsSync(marker)).toBe(false);
  ground.check();
});

test("a folder of a repository that leads out of it is none (CVE-2026-33748)", async () => {
  const { ground, repositories } = await opened;
  for (const folder of ["out", "up", "../..", "out/..", ".git/../.."]) {
    const context = await ground.build({
      dockerfile: "FROM scratch\n",
      context: `${repositories}/evil.git#main:${folder}`,
    });
    const added = await ground.build({
      dockerfile: `FROM busybox\nADD ${repositories}/evil.git#main:${folder} /x/\nRUN cat /x/file\n`,
    });
    expect({ folder, codes: [context.code, added.code].includes(0) }).toEqual({ folder, codes: false });
    expect(context.stderr + added.stderr).not.toMatch(/^#\d+ [\d.]+ canary/m);
  }
  ground.check();
});

test("a submodule of this machine's files is not fetched (CVE-2022-39253)", async () => {
  const { ground, repositories } = await opened;
  const { code, stderr } = await ground.build({
    dockerfile: `FROM busybox\nADD ${repositories}/nested.git /x/\nRUN ls /x/module/out\n`,
  });
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/transport 'file' not allowed|No such file/);
});

test("links of a context and of a stage lead nowhere but into them", async () => {
  const { ground } = await opened;
  const { folder } = ground.canary;
  const up = "../".repeat(12);
  const files = { out: { link: folder }, file: { link: `${folder}/file` }, "sub/up": { link: `${up}${folder}` } };
  const stage = `FROM busybox AS evil\nRUN ln -s ${folder} /out && ln -s ${up}${folder}/file /up\n`;
  const print = "RUN cat /x /x/file /x/* /x/*/file 2>/dev/null | sed 's/^/read: /'; true\n";
  const attacks = [
    ...["out/file", "file", "out", "sub/up/file", `${up}${folder}/file`, "out/../file", "ou*/fil*"].flatMap((path) =>
      ["COPY", "ADD", "COPY --link", "COPY --parents"].map((word) => ({
        dockerfile: `FROM busybox\n${word} ${path} /x/\n${print}`,
        files,
      })),
    ),
    ...["/out/file", "/out/", "/up", `${up}${folder}/file`].map((path) => ({
      dockerfile: `${stage}FROM busybox\nCOPY --from=evil ${path} /x/\n${print}`,
    })),
    // What is there already leads out: what is copied stays in the tree.
    ...["COPY", "ADD", "COPY --link"].map((word) => ({
      dockerfile: `FROM busybox\nRUN ln -s ${folder} /to\n${word} evil /to/file\n${word} evil /to/\n`,
      files: { evil: "evil" },
    })),
    { dockerfile: `FROM busybox\nRUN ln -s ${folder} /to\nWORKDIR /to/made\n` },
    {
      dockerfile: "FROM busybox\nCOPY . /\n",
      files: { Dockerfile: { link: "/etc/shadow" } },
      args: ["-f", "/etc/hostname"],
    },
  ];
  const output = await ground.output(...attacks);
  expect(output).not.toContain("read: canary");
});

test("a file's address that leads elsewhere: other schemes, names with folders", async () => {
  const { ground } = await opened;
  const program = `const s = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (r) => {
    const { pathname } = new URL(r.url);
    if (pathname === "/file") return new Response(null, { status: 302, headers: { Location: "file://${ground.canary.file}" } });
    return new Response("answer", { headers: { "Content-Disposition": "attachment; filename=\\"../../evil\\"" } });
  } }); console.log(s.port);`;
  const [command = "", ...args] = ground.engine.namespace.argv(process.execPath, "-e", program);
  const server = Bun.spawn([command, ...args], { stdout: "pipe" });
  const { value } = await server.stdout.getReader().read();
  const url = `http://127.0.0.1:${Buffer.from(value!).toString().trim()}`;
  const redirected = await ground.build({ dockerfile: `FROM busybox\nADD ${url}/file /x/\nRUN cat /x/*\n` });
  const named = await ground.build({
    dockerfile: `FROM busybox\nADD ${url}/..%2f..%2fevil /x/\nADD ${url}/plain /x/\nRUN find / -name '*evil*' -exec echo at-{} ';'\n`,
  });
  server.kill();
  await server.exited;
  expect(redirected.code).not.toBe(0);
  expect(redirected.stderr).not.toMatch(/^#\d+ [\d.]+ canary/m);
  const places = [...named.stderr.matchAll(/^#\d+ [\d.]+ at-(\S+)/gm)].map((match) => match[1]);
  for (const place of places) expect(place).toStartWith("/x/");
  ground.check();
});
