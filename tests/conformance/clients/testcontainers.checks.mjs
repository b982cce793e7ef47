// testcontainers against the engine of DOCKER_HOST, in whose network it runs. Its reaper is an image of a registry: off.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { check, runChecks } from "../../support/checks.mjs";

process.env.TESTCONTAINERS_RYUK_DISABLED = "true";
const { GenericContainer, Network, PullPolicy, Wait } = await import("testcontainers");

const busybox = () => new GenericContainer("busybox:latest").withPullPolicy(PullPolicy.defaultPolicy());
const server = "echo served > /index.html; echo ready to serve; exec httpd -f -p 80 -h /";

/** Starts the container, has `use` look at it, and stops it. */
async function withStarted(container, use) {
  const started = await container.start();
  try {
    return await use(started);
  } finally {
    await started.stop();
  }
}

async function fetched(started) {
  const answer = await fetch(`http://${started.getHost()}:${started.getMappedPort(80)}/index.html`);
  return await answer.text();
}

check("waits for the exposed port", async () => {
  const container = busybox().withExposedPorts(80).withCommand(["sh", "-c", server]);
  await withStarted(container, async (started) => assert.equal(await fetched(started), "served\n"));
});

check("waits for a line of the log", async () => {
  const container = busybox()
    .withCommand(["sh", "-c", "echo begun; usleep 300000; echo now it is up; exec sleep 1000"])
    .withWaitStrategy(Wait.forLogMessage(/now it .* up/));
  await withStarted(container, async (started) => {
    let seen = "";
    for await (const chunk of await started.logs()) {
      seen += chunk;
      if (seen.includes("now it is up")) break;
    }
    assert.match(seen, /begun[\s\S]*now it is up/);
  });
});

check("waits for health", async () => {
  const container = busybox()
    .withCommand(["sh", "-c", "usleep 400000; touch /ok; exec sleep 1000"])
    .withHealthCheck({ test: ["CMD-SHELL", "test -e /ok"], interval: 200, timeout: 2000, retries: 20, startPeriod: 0 })
    .withWaitStrategy(Wait.forHealthCheck());
  await withStarted(container, async (started) => {
    assert.equal((await started.exec(["ls", "/ok"])).exitCode, 0);
  });
});

check("waits for an answer by HTTP, and for a command to succeed", async () => {
  const container = busybox()
    .withExposedPorts(80)
    .withCommand(["sh", "-c", server])
    .withWaitStrategy(
      Wait.forAll([
        Wait.forHttp("/index.html", 80).forStatusCode(200),
        Wait.forSuccessfulCommand("test -e /index.html"),
      ]),
    );
  await withStarted(container, async (started) => assert.equal(await fetched(started), "served\n"));
});

check("waits for a job to end", async () => {
  const container = busybox().withCommand(["sh", "-c", "exit 0"]).withWaitStrategy(Wait.forOneShotStartup());
  await withStarted(container, async (started) => assert.match(started.getId(), /^[0-9a-f]{64}$/));
});

check("gives up when what it waits for does not come", async () => {
  const container = busybox()
    .withCommand(["sleep", "1000"])
    .withWaitStrategy(Wait.forLogMessage("never"))
    .withStartupTimeout(500);
  await assert.rejects(container.start(), /Log message "never" not received after 500ms/);
});

check("exec: output, both outputs, exit code, user, folder, environment", async () => {
  await withStarted(busybox().withCommand(["sleep", "1000"]), async (started) => {
    const options = { user: "www", workingDir: "/tmp", env: { A: "b" } };
    const result = await started.exec(["sh", "-c", "echo $(id -un) $(pwd) $A; echo bad >&2; exit 6"], options);
    assert.deepEqual([result.exitCode, result.stdout, result.stderr], [6, "www /tmp b\n", "bad\n"]);
    assert.equal(result.output.length, "www /tmp b\nbad\n".length);
  });
});

check("environment, user, folder, entrypoint, labels, mounts, limits", async () => {
  const folder = mkdtempSync(`${tmpdir()}/testcontainers-`);
  writeFileSync(`${folder}/file`, "of the host\n");
  chmodSync(folder, 0o755);
  const container = busybox()
    .withEntrypoint(["sh", "-c"])
    .withCommand(["exec sleep 1000"])
    .withEnvironment({ SEEN: "yes" })
    .withUser("www")
    .withWorkingDir("/tmp")
    .withLabels({ of: "testcontainers" })
    .withBindMounts([{ source: folder, target: "/host", mode: "ro" }])
    .withTmpFs({ "/scratch": "rw,size=1m" })
    .withResourcesQuota({ memory: 0.0625, cpu: 0.5 })
    .withUlimits({ nofile: { soft: 100, hard: 100 } })
    .withExtraHosts([{ host: "other", ipAddress: "10.1.2.3" }])
    .withSharedMemorySize(2 << 20);
  await withStarted(container, async (started) => {
    const look =
      "echo $SEEN $(id -un) $(pwd) $(ulimit -n) $(cat /host/file); grep other /etc/hosts; df -k /dev/shm | tail -1";
    const { output } = await started.exec(["sh", "-c", look]);
    assert.match(output, /^yes www \/tmp 100 of the host\n10\.1\.2\.3\s+other\nshm +2048 /);
    assert.equal(started.getLabels().of, "testcontainers");
  });
  rmSync(folder, { recursive: true });
});

check("a network of its own with aliases", async () => {
  const network = await new Network().start();
  const web = busybox().withNetwork(network).withNetworkAliases("web").withCommand(["sh", "-c", server]);
  await withStarted(web.withWaitStrategy(Wait.forLogMessage("ready to serve")), async (started) => {
    const asker = busybox().withNetwork(network).withCommand(["sleep", "1000"]);
    await withStarted(asker, async (other) => {
      const { output } = await other.exec(["wget", "-q", "-O", "-", "http://web/index.html"]);
      assert.equal(output, "served\n");
      assert.match(started.getIpAddress(network.getName()), /^172\./);
    });
  });
  await network.stop();
});

check("files and content are copied before the start, content and archives after it", async () => {
  const folder = mkdtempSync(`${tmpdir()}/testcontainers-`);
  writeFileSync(`${folder}/one`, "a file\n");
  const container = busybox()
    .withCopyFilesToContainer([{ source: `${folder}/one`, target: "/one" }])
    .withCopyDirectoriesToContainer([{ source: folder, target: "/folder" }])
    .withCopyContentToContainer([{ content: "content\n", target: "/two", mode: 0o600 }])
    .withCommand(["sh", "-c", "cat /one /two /folder/one | tr '\\n' ' '; echo; exec sleep 1000"])
    .withWaitStrategy(Wait.forLogMessage("a file content a file"));
  await withStarted(container, async (started) => {
    await started.copyContentToContainer([{ content: "later\n", target: "/three" }]);
    assert.equal((await started.exec(["cat", "/three"])).output, "later\n");
    const parts = [];
    for await (const part of await started.copyArchiveFromContainer("/three")) parts.push(part);
    assert.match(Buffer.concat(parts).toString(), /^three\0[\s\S]*later\n/);
  });
  rmSync(folder, { recursive: true });
});

check("a log consumer sees both outputs", async () => {
  let seen = "";
  const container = busybox()
    .withCommand(["sh", "-c", "echo out; echo err >&2; echo last; exec sleep 1000"])
    .withLogConsumer((stream) => stream.on("data", (chunk) => (seen += chunk)))
    .withWaitStrategy(Wait.forLogMessage("last"));
  await withStarted(container, async () => {
    for (let i = 0; i < 100 && !seen.includes("last"); i++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.match(seen, /out\n/);
    assert.match(seen, /err\n/);
  });
});

check("restart keeps the container", async () => {
  const container = busybox().withExposedPorts(80).withCommand(["sh", "-c", server]);
  await withStarted(container, async (started) => {
    const id = started.getId();
    await started.restart({ timeout: 0 });
    assert.equal(started.getId(), id);
    assert.equal(await fetched(started), "served\n");
  });
});

check("a container that is to be used again is found", async () => {
  const reused = () => busybox().withCommand(["sleep", "1000"]).withLabels({ reused: "yes" }).withReuse();
  const [first, second] = [await reused().start(), await reused().start()];
  assert.equal(first.getId(), second.getId());
  await first.stop();
});

check("an image of a Dockerfile, by either builder: a stage, arguments, what is ignored", async () => {
  const folder = mkdtempSync(`${tmpdir()}/testcontainers-`);
  const base = ["FROM busybox:latest AS base", "ARG SAID=no", "ENV SAID=$SAID", "COPY . /in/", "RUN echo made > /made"];
  writeFileSync(`${folder}/Dockerfile`, [...base, "FROM base AS other", "RUN false", ""].join("\n"));
  mkdirSync(`${folder}/sub`);
  writeFileSync(`${folder}/sub/one`, "of the context\n");
  writeFileSync(`${folder}/sub/ignored`, "no\n");
  writeFileSync(`${folder}/.dockerignore`, "sub/ignored\n");
  const dockerfiles = [GenericContainer.fromDockerfile(folder), GenericContainer.fromDockerfile(folder).withBuildkit()];
  for (const dockerfile of dockerfiles) {
    const image = await dockerfile.withBuildArgs({ SAID: "yes" }).withTarget("base").build();
    await withStarted(image.withCommand(["sleep", "1000"]), async (started) => {
      const { output } = await started.exec(["sh", "-c", "echo $SAID; cat /in/sub/one /made; ls /in/sub"]);
      assert.equal(output, "yes\nof the context\nmade\none\n");
    });
  }
  await assert.rejects(GenericContainer.fromDockerfile(folder).build(), /Failed to build image/);
  rmSync(folder, { recursive: true });
});

await runChecks();
