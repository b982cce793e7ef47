import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { closeSync, copyFileSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { isEngineError } from "#base/errors.ts";
import { crun, logOf, runc, TestBench } from "./test-bench.ts";
import { demultiplex, testClient } from "./test-client.ts";

for (const runtime of [crun, runc])
  describe(`running under ${runtime.name}`, () => {
    let bench: TestBench;
    beforeAll(async () => {
      bench = await TestBench.open(runtime);
    }, 60_000);
    afterAll(async () => {
      await bench[Symbol.asyncDispose]();
    });

    test("clients attached before the start get every byte, and the exit code is told", async () => {
      const { client, peer } = testClient({ multiplexed: true });
      const script = "echo out; echo err >&2; exit 7";
      const { task, spec } = await bench.run(["sh", "-c", script], {
        io: { attached: [client], log: logOf(bench, runtime.name) },
      });
      expect((await task.exited).exitCode).toBe(7);
      await peer.ended;
      expect(demultiplex(peer.bytes)).toEqual({ stdout: "out\n", stderr: "err\n" });
      await task.released;
      const directory = `${bench.runDir}/${spec.containerId}`;
      expect(readdirSync(directory).sort()).toEqual(["exit", "task.json"]);
      task.acknowledge();
      expect(existsSync(directory)).toBe(false);
      const records = readFileSync(`${bench.directory}/${runtime.name}`, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(records.map((record) => [record.stream, record.log]).sort()).toEqual([
        ["stderr", "err\n"],
        ["stdout", "out\n"],
      ]);
      expect(existsSync(`${bench.directory}/state/${runtime.name}/${spec.containerId}`)).toBe(false);
      expect(existsSync(`/sys/fs/cgroup/memory/docker/${spec.containerId}`)).toBe(false);
    }, 20_000);

    test("only the standard descriptors reach the program, and the root is the given one", async () => {
      const { client, peer } = testClient();
      const { task } = await bench.run(["sh", "-c", "ls /proc/self/fd; cat /etc/plain"], {
        io: { attached: [client] },
      });
      await task.exited;
      expect(await peer.all()).toBe("0\n1\n2\n3\nx");
    }, 20_000);

    const failures: Array<[string[], string, number]> = [
      [["nosuch"], 'exec: "nosuch": executable file not found in $PATH', 127],
      [["/bin/nosuch"], 'exec: "/bin/nosuch": stat /bin/nosuch: no such file or directory', 127],
      [["/etc/plain"], 'exec: "/etc/plain": permission denied', 126],
      [["/etc"], 'exec: "/etc": permission denied', 126],
    ];
    for (const [args, text, exitCode] of failures)
      test(`a program that cannot start: ${args[0]}`, async () => {
        const { client, peer } = testClient();
        const spec = bench.runSpec(args, { io: { attached: [client] } });
        const error = await bench.driver.run(bench.op, spec).catch((reason: unknown) => reason);
        if (!isEngineError(error)) throw error;
        const begin = "failed to create task for container: failed to create shim task: OCI runtime create failed:";
        expect(error.message).toBe(`${begin} runc create failed: unable to start container process: ${text}`);
        expect(error.data["exitCode"]).toBe(exitCode);
        expect(await peer.all()).toBe("");
        expect(existsSync(`${bench.runDir}/${spec.containerId}`)).toBe(false);
      }, 20_000);

    test("a file that the kernel cannot execute says so on stderr", async () => {
      const { client, peer } = testClient({ multiplexed: true });
      const { task } = await bench.run(["/bin/bad"], { io: { attached: [client] } });
      expect((await task.exited).exitCode).toBe(1);
      await peer.ended;
      expect(demultiplex(peer.bytes).stderr.toLowerCase()).toContain("exec format error");
    }, 20_000);

    test("a terminal has its size from the start, and takes a new one", async () => {
      const { client, peer } = testClient({ stdin: true });
      const { task } = await bench.run(["sh", "-c", "stty size; read x; stty size; ls /dev/console /dev/pts/0"], {
        io: { tty: true, stdin: true, size: { rows: 31, columns: 99 }, attached: [client] },
      });
      await peer.expect("31 99");
      task.resize({ rows: 12, columns: 34 });
      await peer.send("\n");
      await task.exited;
      expect(await peer.all()).toContain("12 34\r\n/dev/console  /dev/pts/0\r\n");
    }, 20_000);

    test("exec: input, output, exit code; a program that is not there", async () => {
      const { task, spec } = await bench.run(["sleep", "1000"]);
      const { client, peer } = testClient({ stdin: true });
      const exec = await bench.driver.exec(
        bench.op,
        bench.execSpec(spec.containerId, ["sh", "-c", "cat; ls /proc/self/fd; exit 9"], {
          stdin: true,
          attached: [client],
        }),
      );
      await peer.send("hello\n");
      await peer.shutdownWrite();
      expect((await exec.exited).exitCode).toBe(9);
      expect(await peer.all()).toBe("hello\n0\n1\n2\n3\n");
      const failing = testClient();
      const error = await bench.driver
        .exec(bench.op, bench.execSpec(spec.containerId, ["nosuch"], { attached: [failing.client] }))
        .catch((reason: unknown) => reason);
      if (!isEngineError(error)) throw error;
      const text =
        'OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH';
      expect(error.message).toBe(text);
      expect(await failing.peer.all()).toBe(`${text}\r\n`);
      task.signal(9);
      expect((await task.exited).exitCode).toBe(137);
      await task.released;
      expect(readdirSync(bench.runDir)).toContain(spec.containerId);
    }, 20_000);

    test("the given network namespace is joined", async () => {
      const netns = openSync("/proc/self/ns/net", "r");
      const { client, peer } = testClient();
      const { task } = await bench.run(["ls", "-l", "/proc/self/ns/net"], {
        spec: { netns },
        io: { attached: [client] },
      });
      await task.exited;
      expect(await peer.all()).toContain(readlinkSync("/proc/self/ns/net"));
      closeSync(netns);
    }, 20_000);

    test("pause and resume", async () => {
      const { task, spec } = await bench.run(["sleep", "1000"]);
      await bench.driver.pause(bench.op, spec.containerId, runtime);
      await bench.driver.resume(bench.op, spec.containerId, runtime);
      task.signal(9);
      expect((await task.exited).exitCode).toBe(137);
    }, 20_000);

    test("docker-init passes signals on, reaps orphans, and ends as its command does", async () => {
      copyFileSync(bench.shimPath, `${bench.directory}/rootfs/bin/docker-init`);
      const { client, peer } = testClient();
      const script = "(usleep 1000 &) ; trap 'echo caught; exit 6' TERM; echo up; while :; do usleep 10000; done";
      const { task } = await bench.run(["/bin/docker-init", "--", "sh", "-c", script], { io: { attached: [client] } });
      await peer.expect("up\n");
      task.signal(15);
      expect((await task.exited).exitCode).toBe(6);
      expect(await peer.all()).toBe("up\ncaught\n");
    }, 20_000);
  });
