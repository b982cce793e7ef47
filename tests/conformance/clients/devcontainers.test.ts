import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../support/command.ts";
import type { Engine } from "../../support/engine.ts";
import { dockerClient, projectFolder } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

// The reference client of development containers, with the stock docker client.

const engine = sharedEngine();

const settings = {
  build: { dockerfile: "Dockerfile", args: { SAID: "yes" } },
  remoteUser: "www",
  containerEnv: { OF_THE_CONTAINER: "here" },
  remoteEnv: { OF_THE_REMOTE: "there" },
  onCreateCommand: "echo created > /tmp/created",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the client's own variable
  workspaceMount: "source=${localWorkspaceFolder},target=/workspace,type=bind",
  workspaceFolder: "/workspace",
  updateRemoteUserUID: false,
};

function makeWorkspace({ paths }: Engine): string {
  const folder = mkdtempSync(join(paths.folder, "workspace-"));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, ".devcontainer"));
  writeFileSync(join(folder, ".devcontainer/devcontainer.json"), JSON.stringify(settings));
  const lines = [
    "FROM busybox:latest",
    "ARG SAID=no",
    "RUN echo $SAID > /said && echo ID=debian > /etc/os-release && chown www /var/www",
    'CMD ["sleep", "1000"]',
    "",
  ];
  writeFileSync(join(folder, ".devcontainer/Dockerfile"), lines.join("\n"));
  writeFileSync(join(folder, "file"), "of the workspace\n");
  return folder;
}

/**
 * The docker client for a program that begins to follow events and to run a container at one time, and waits for ever where the
 * container is the first to start: `run` waits until somebody follows.
 */
function patientClient({ paths }: Engine): string {
  const path = join(paths.folder, "patient-docker");
  const wait = `for _ in $(seq 40); do [ "$("${dockerClient()}" info -f '{{.NEventsListener}}')" = 0 ] || break; sleep 0.05; done`;
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = run ]; then ${wait}; fi\nexec "${dockerClient()}" "$@"\n`, {
    mode: 0o755,
  });
  return path;
}

for (const [name, buildKit] of [
  ["by the classic builder", "never"],
  ["by BuildKit", "auto"],
] as const)
  test(`up, exec and up again, built ${name}`, async () => {
    const running = await engine();
    const [folder, client] = [makeWorkspace(running), patientClient(running)];
    const program = join(projectFolder, "node_modules/@devcontainers/cli/devcontainer.js");
    const devcontainer = (command: string, ...args: string[]): Promise<Result> => {
      const argv = ["node", program, command, "--workspace-folder", folder, "--docker-path", client, ...args];
      // What the program leaves among temporary files goes with the engine.
      const env = { ...running.clientEnvironment, TMPDIR: running.paths.folder };
      return running.namespace.run(argv, { env, timeoutMs: 120_000 });
    };
    await running.docker(["version"]);
    const up = await devcontainer("up", "--buildkit", buildKit);
    expect({ code: up.code, text: up.code === 0 ? "" : up.stderr + up.stdout }).toEqual({ code: 0, text: "" });
    const { outcome, containerId, remoteUser } = JSON.parse(up.stdout) as Record<string, string>;
    expect([outcome, remoteUser]).toEqual(["success", "www"]);
    const look = "cat /said file /tmp/created; echo $OF_THE_CONTAINER $OF_THE_REMOTE; id -un; pwd";
    const { stdout } = await devcontainer("exec", "sh", "-c", look);
    expect(stdout).toBe("yes\nof the workspace\ncreated\nhere there\nwww\n/workspace\n");
    expect((await devcontainer("exec", "sh", "-c", "exit 7")).code).toBe(7);
    const again = await devcontainer("up");
    expect((JSON.parse(again.stdout) as Record<string, string>)["containerId"]).toBe(containerId!);
  }, 180_000);
