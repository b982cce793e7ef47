import { expect, test } from "bun:test";
import { peersFolder } from "../../../support/peers.ts";
import { buildEngine, printedIn, sources, type Told } from "./stock-clients.ts";

const engine = buildEngine();

const folder = sources({
  "web/Dockerfile": [
    "FROM busybox AS base",
    "ARG WHO=nobody",
    "RUN --mount=type=secret,id=word echo $WHO $(cat /run/secrets/word) > /said",
    "FROM base AS other",
    "RUN echo other >> /said",
    "FROM base",
    'CMD ["sleep", "60"]',
    "",
  ].join("\n"),
  word: "secret",
  "inner/file": "of a context\n",
  "compose.yaml": `
services:
  web:
    build:
      context: web
      args: { WHO: web }
      secrets: [word]
      labels: { made: here }
      tags: ["composed:more"]
    image: composed:web
    network_mode: none
    stop_signal: SIGKILL
  target:
    build: { context: web, target: other, secrets: [word] }
    network_mode: none
    command: cat /said
  inline:
    build:
      context: .
      additional_contexts: { inner: ./inner, web: "service:web" }
      dockerfile_inline: |
        FROM web
        COPY --from=inner file /file
    image: composed:inline
    network_mode: none
    command: cat /said /file
  failing:
    profiles: [failing]
    build:
      context: .
      dockerfile_inline: |
        FROM busybox
        RUN exit 3
secrets:
  word: { file: ./word }
`,
});

/** The plugin by itself: `docker compose` comes to the same. @throws Error with what it said where it fails */
async function compose(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Told> {
  const started = await engine();
  started.linkPlugins();
  const program = `${peersFolder()}/usr/libexec/docker/cli-plugins/docker-compose`;
  const argv = [program, "-p", "stock", "-f", `${folder}/compose.yaml`, ...words];
  const result = await started.namespace.run(argv, {
    env: { ...started.clientEnvironment, ...env },
    timeoutMs: 120_000,
  });
  if (result.code !== 0)
    throw new Error(`compose ${words.join(" ")}: ${result.code}\n${result.stdout}${result.stderr}`);
  return result;
}

for (const bake of ["false", "true"]) {
  const env = { COMPOSE_BAKE: bake };

  test(`services are built with COMPOSE_BAKE=${bake}`, async () => {
    await compose(["build", "--no-cache", "web", "target", "inline"], env);
    const started = await engine();
    const { Config } = await started.json<{ Config: { Labels: object } }>("GET", "/images/composed:more/json");
    expect(Config.Labels).toMatchObject({ made: "here" });
    expect(await printedIn(started, "composed:inline", "cat", "/said", "/file")).toBe("web secret\nof a context\n");
    expect(await printedIn(started, "stock-target", "cat", "/said")).toBe("nobody secret\nother\n");
  }, 120_000);

  test(`up and run build first with COMPOSE_BAKE=${bake}`, async () => {
    await compose(["up", "--build", "-d", "web"], env);
    const said = await compose(["exec", "-T", "web", "cat", "/said"], env);
    expect(said.stdout).toBe("web secret\n");
    const ran = await compose(["run", "--build", "--quiet-build", "--rm", "-T", "target"], env);
    expect(ran.stdout).toEndWith("nobody secret\nother\n");
    await compose(["down", "-t", "0", "--rmi", "local"], env);
  }, 120_000);

  test(`a build that fails says why with COMPOSE_BAKE=${bake}`, async () => {
    const failing = compose(["build", "failing"], env);
    expect(failing).rejects.toThrow('process "/bin/sh -c exit 3" did not complete successfully: exit code: 3');
  }, 120_000);
}
