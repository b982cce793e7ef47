import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import type { RunMount, SecretMount, SshMount } from "#core/build/run-operation.ts";
import type { ByteChannel } from "#core/build/session.ts";
import { StepBench } from "./steps.test-support.ts";

let bench: StepBench;
beforeAll(async () => {
  bench = await StepBench.open();
}, 60_000);
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

const root = { uid: 0, gid: 0 };

function secret(id: string, change: Partial<SecretMount> = {}): SecretMount {
  return { type: "secret", id, target: `/run/secrets/${id}`, required: false, mode: 0o400, owner: root, ...change };
}

const secrets = {
  secret: (_op: unknown, id: string) => Promise.resolve(id === "absent" ? undefined : Buffer.from(`value of ${id}`)),
};

test("binds read their trees, or write to layers that are thrown away", async () => {
  const { input, folder, tree } = bench.tree({ "d/f": "file\n", "d/g": "other\n" });
  const inputs = new Map([[input, tree]]);
  const bind = (target: string, source: string, readOnly: boolean): RunMount => {
    return { type: "bind", from: input, target, source, readOnly };
  };
  const mounts = [
    bind("/whole", "/", true),
    bind("part", "/d/", true),
    bind("/one", "d/f", true),
    bind("/rw", "/d", false),
  ];
  const step = await bench.sh(
    "cat /whole/d/f part/g /one; touch /whole/x 2>&1; touch part/x 2>&1; echo new > /rw/f; touch /rw/n; cat /rw/f; ls /rw",
    { mounts, cwd: "/in" },
    { inputs },
  );
  expect(step.error).toBeUndefined();
  expect(step.stdout.split("\n")).toEqual([
    ...["file", "other", "file", expect.stringContaining("Read-only"), expect.stringContaining("Read-only")],
    ...["new", "f", "g", "n", ""],
  ]);
  expect(step.layer).toEqual(["dev", "etc", "in", "proc", "sys"]);
  expect(readFileSync(join(folder, "d/f"), "utf8")).toBe("file\n");
  expect(readdirSync(join(folder, "d")).sort()).toEqual(["f", "g"]);
  expect(readdirSync(bench.directory).filter((name) => name.startsWith("thrown-"))).toEqual([]);
});

test("of a folder of this machine a copy is bound, of what was selected, which is thrown away", async () => {
  const { input, folder } = bench.tree({ "in/f": "of the client", "in/left-out": "secret" });
  const selection = { includePatterns: [], excludePatterns: ["in/left-out"], followPaths: [] };
  const tree = { at: "folder", path: folder, selection } as const;
  const mounts: RunMount[] = [{ type: "bind", from: input, target: "/m", source: "in", readOnly: false }];
  const step = await bench.sh("ls /m; cat /m/f; echo new > /m/f", { mounts }, { inputs: new Map([[input, tree]]) });
  expect(step).toMatchObject({ error: undefined, stdout: "f\nof the client", layer: ["dev", "etc", "proc", "sys"] });
  expect(readFileSync(join(folder, "in/f"), "utf8")).toBe("of the client");
  expect(readdirSync(join(bench.directory, "copies"))).toEqual([]);
});

test("a bind leads nowhere outside its tree", async () => {
  const { input, folder, tree } = bench.tree({ "in/f": "inside" });
  const canary = join(bench.directory, "canary");
  writeFileSync(canary, "canary");
  symlinkSync(canary, join(folder, "link"));
  symlinkSync("../../..", join(folder, "up"));
  for (const source of ["/link", "/missing", "/up/canary", "../canary"]) {
    const mounts: RunMount[] = [{ type: "bind", from: input, target: "/m", source, readOnly: true }];
    const step = await bench.sh("cat /m", { mounts }, { inputs: new Map([[input, tree]]) });
    expect(String(step.error)).toContain(`${JSON.stringify(source)}: not found`);
    expect(step.stdout).toBe("");
  }
});

test("a tmpfs has its size, and takes the place of one that is there", async () => {
  const mounts: RunMount[] = [
    { type: "tmpfs", target: "/t", sizeBytes: 1 << 20 },
    { type: "tmpfs", target: "/dev/shm", sizeBytes: 0 },
    { type: "tmpfs", target: "/t/inner", sizeBytes: 0 },
    { type: "tmpfs", target: "/etc", sizeBytes: 0 },
  ];
  const step = await bench.sh(
    "grep -E ' (/t|/t/inner|/dev/shm) ' /proc/mounts | cut -d' ' -f2,3,4; stat -c %a /t /etc",
    {
      mounts,
    },
  );
  expect(step.stdout.split("\n")).toEqual([
    ...["/t tmpfs rw,nosuid,relatime,size=1024k", "/dev/shm tmpfs rw,nosuid,relatime"],
    ...["/t/inner tmpfs rw,nosuid,relatime", "1777", "755", ""],
  ]);
  expect(step.layer).toEqual(["dev", "etc", "proc", "sys"]);
});

test("caches are lent for as long as the program runs, and keep what it writes", async () => {
  const cache = (target: string, readOnly: boolean): RunMount => {
    const kind = { type: "cache", id: "c", sharing: "shared", from: "scratch", source: "", mode: 0o750 } as const;
    return { ...kind, target, readOnly, owner: { uid: 82, gid: 900 } };
  };
  let during: boolean | undefined;
  const first = await bench.sh(
    "stat -c '%u:%g %a' /a/b; echo kept > /a/b/f",
    { mounts: [cache("/a/b", false)] },
    {
      onOutput: () => {
        during = bench.lent.has("c");
      },
    },
  );
  expect(first).toMatchObject({ error: undefined, stdout: "82:900 750\n", layer: ["dev", "etc", "proc", "sys"] });
  expect([during, bench.lent.size]).toEqual([true, 0]);
  const twice = [cache("/x", true), cache("/y", false)];
  const second = await bench.sh("cat /x/f; touch /y/h; ls /x; touch /x/g 2>&1", { mounts: twice });
  expect(second.stdout).toStartWith("kept\nf\nh\n");
  expect(second.stdout).toContain("Read-only");
  const { input, tree } = bench.tree({ "seed/f": "seeded\n" });
  const seeded: RunMount = {
    type: "cache",
    id: "c",
    sharing: "locked",
    from: input,
    source: "seed",
    target: "/x",
    readOnly: false,
  };
  const third = await bench.sh("cat /x/f", { mounts: [seeded] }, { inputs: new Map([[input, tree]]) });
  expect(third).toMatchObject({ error: undefined, stdout: "seeded\n" });
});

test("secrets are files in memory or variables, as they are asked for, and never in the layer", async () => {
  const mounts = [
    secret("s"),
    secret("t", { target: "/etc/sec", mode: 0o440, owner: { uid: 82, gid: 900 } }),
    secret("u", { target: "/dev/shm/u" }),
    secret("absent"),
    { type: "secret", id: "e", env: "E", required: true, mode: 0, owner: root } as const,
  ];
  const step = await bench.sh(
    "cat /run/secrets/s; echo; stat -c '%a %u:%g' /run/secrets/s /etc/sec; cat /dev/shm/u; echo; ls /run/secrets; echo $E; " +
      "grep /run/secrets /proc/mounts | cut -d' ' -f3,4 | cut -d, -f1-4",
    { mounts },
    { session: secrets },
  );
  expect(step.stdout.split("\n")).toEqual([
    ...["value of s", "400 0:0", "440 82:900", "value of u", "s", "value of e", "tmpfs ro,nosuid,nodev,noexec", ""],
  ]);
  expect(step.layer).toEqual(["dev", "etc", "proc", "sys"]);
  const required = await bench.sh("true", { mounts: [secret("absent", { required: true })] }, { session: secrets });
  expect(String(required.error)).toContain("secret absent: not found");
});

function echoing(): ByteChannel {
  const chunks: Uint8Array[] = [];
  let wake = (): void => {};
  let ended = false;
  return {
    incoming: (async function* () {
      for (;;) {
        for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) yield chunk;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    })(),
    write: (chunk) => Promise.resolve(void chunks.push(chunk)).then(() => wake()),
    endOutgoing: () => {
      ended = true;
      wake();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The first process of the one step that runs. */
function pidOfStep(): string {
  const [task = ""] = readdirSync(join(bench.directory, "run"));
  return readFileSync(join(bench.directory, "run", task, "pid"), "utf8").trim();
}

/** What comes back from a socket for `text`. */
async function ask(path: string, text: string): Promise<string> {
  const socket = createConnection({ path, allowHalfOpen: true });
  socket.end(text);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

test("an ssh agent is a socket, each connection to which is one to the client's", async () => {
  const agent = (id: string, change: Partial<SshMount> = {}): SshMount => {
    return {
      type: "ssh",
      id,
      target: "/run/buildkit/ssh_agent.0",
      required: false,
      mode: 0o600,
      owner: root,
      ...change,
    };
  };
  let opened = 0;
  const session = {
    hasSshAgent: (_op: unknown, id: string) => Promise.resolve(id === "default"),
    openSshAgent: () => {
      opened += 1;
      return Promise.resolve(echoing());
    },
  };
  const mounts = [agent("default", { mode: 0o660, owner: { uid: 82, gid: 900 } })];
  const answers: Promise<string>[] = [];
  const step = await bench.sh(
    "echo $SSH_AUTH_SOCK; stat -c '%F %a %u:%g' $SSH_AUTH_SOCK; while [ ! -e /done ]; do sleep 0.02; done",
    { mounts },
    {
      session,
      onOutput: () => {
        const inside = `/proc/${pidOfStep()}/root`;
        const socket = `${inside}/run/buildkit/ssh_agent.0`;
        if (answers.length > 0) return;
        answers.push(ask(socket, "ping 1"), ask(socket, "ping 2"));
        void Promise.allSettled(answers).then(() => writeFileSync(`${inside}/done`, ""));
      },
    },
  );
  expect(step.error).toBeUndefined();
  expect(step.stdout).toBe("/run/buildkit/ssh_agent.0\nsocket 660 82:900\n");
  expect(await Promise.all(answers)).toEqual(["ping 1", "ping 2"]);
  expect(opened).toBe(2);
  expect(step.layer).toEqual(["dev", "done", "etc", "proc", "sys"]);
  const none = await bench.sh("ls /run/buildkit 2>&1", { mounts: [agent("other")] }, { session });
  expect(none.stdout).toContain("No such file");
  const required = await bench.sh("true", { mounts: [agent("other", { required: true })] }, { session });
  expect(String(required.error)).toContain("unset ssh forward key other");
});

test("mount points are removed again, but for what was there or was made there", async () => {
  const over = mkdtempSync(join(bench.directory, "over-"));
  mkdirSync(join(over, "there"));
  symlinkSync("/there", join(over, "link"));
  symlinkSync("/nowhere/yet", join(over, "dangling"));
  const tmpfs = (target: string): RunMount => ({ type: "tmpfs", target, sizeBytes: 0 });
  const mounts = ["/there", "/link/new", "/dangling", "/a/b/c", "/kept/stub"].map(tmpfs);
  const step = await bench.sh(
    "grep -c tmpfs /proc/mounts; touch /kept/own /a/b/c/x; ls -d /nowhere/yet",
    { mounts },
    { lowers: [over] },
  );
  expect(step.error).toBeUndefined();
  expect(step.stdout).toEndWith("/nowhere/yet\n");
  expect(step.layer).toEqual(["dev", "etc", "kept", "kept/own", "proc", "sys", "there"]);
});

test("a program that swaps the parent of a mount point has nothing of the host removed", async () => {
  const canary = join(bench.directory, "host-folder");
  mkdirSync(join(canary, "stub"), { recursive: true });
  const mounts: RunMount[] = [{ type: "tmpfs", target: "/srv/stub", sizeBytes: 0 }];
  const step = await bench.sh(`mv /work /moved || cp -a /work /moved; ln -s ${canary} /work 2>/dev/null; echo done`, {
    mounts,
  });
  expect(step.stdout).toBe("done\n");
  expect(existsSync(join(canary, "stub"))).toBe(true);
  expect(step.layer).not.toContain("moved/stub");
});
