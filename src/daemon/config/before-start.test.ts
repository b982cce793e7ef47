import { expect, test } from "bun:test";
import { messageOf } from "#base/errors.ts";
import { loadConfig } from "./load.ts";
import { checkBeforeStart } from "./validate.ts";

/** What dockerd finds out only while it starts. */
function outcome(task: () => void): string {
  try {
    task();
    return "run";
  } catch (error) {
    return messageOf(error);
  }
}

test.each([
  [
    "--exec-opt native.cgroupdriver=systemd --cgroup-parent=/x",
    'failed to start daemon: cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"',
  ],
  ["--exec-opt native.cgroupdriver=foo", "failed to start daemon: native.cgroupdriver option foo not supported"],
  ["--exec-opt native.cgroupdriver=systemd", "run"],
  ["--exec-opt native.cgroupdriver=systemd --cgroup-parent=a-b.slice", "run"],
  [
    "--bridge x --bip 10.0.0.1/24",
    "failed to start daemon: You specified -b & --bip, mutually exclusive options. Please specify only one",
  ],
  [
    "--icc=false --iptables=false",
    "failed to start daemon: You specified --iptables=false with --icc=false. ICC=false uses iptables to function. Please set --icc or --iptables to true",
  ],
  ["--default-runtime=nosuch", "failed to start daemon: specified default runtime 'nosuch' does not exist"],
  ["--exec-opt native.cgroupdriver=cgroupfs --default-runtime runc", "run"],
])("start: %s", (flags, expected) => {
  const command = loadConfig(["--config-file", "/dev/null", ...flags.split(" ")]);
  if (command.action !== "run") throw new Error(command.action);
  expect(outcome(() => checkBeforeStart(command.config))).toBe(expected);
});
