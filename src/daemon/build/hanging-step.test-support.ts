import { StepBench } from "./steps.test-support.ts";

/** Run as a program: a daemon with a step that does not end, which says where its files are once the step runs. */
const bench = await StepBench.open();
const mounts = [
  { type: "tmpfs", target: "/a/b", sizeBytes: 0 },
  { type: "secret", id: "s", target: "/run/secrets/s", required: true, mode: 0o400, owner: { uid: 0, gid: 0 } },
] as const;
const session = { secret: () => Promise.resolve(Buffer.from("in memory alone")) };
const onOutput = () => console.log(bench.directory);
await bench.sh("echo up; sleep 1000", { mounts }, { session, onOutput });
