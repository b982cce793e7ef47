import { expect, test } from "bun:test";
import type { ExecCreateRequest } from "#api/types.gen.ts";
import { defaultCapabilities } from "./capabilities.ts";
import { buildExecProcess, execUser } from "./exec-process.ts";
import { testInput } from "./test-input.ts";

const empty: ExecCreateRequest = {
  User: "",
  Privileged: false,
  Tty: false,
  AttachStdin: false,
  AttachStderr: false,
  AttachStdout: false,
  Detach: false,
  DetachKeys: "",
  Env: null,
  WorkingDir: "",
  Cmd: ["true"],
};

function processOf(request: Partial<ExecCreateRequest>, config = {}) {
  const input = testInput({ Env: ["A=1", "B=2"], WorkingDir: "/w", ...config });
  return buildExecProcess({ ...input, request: { ...empty, ...request }, hostname: "box" });
}

test("an exec has the container's environment, folder and capabilities", () => {
  expect(processOf({})).toEqual({
    user: { uid: 0, gid: 0, additionalGids: [0] },
    args: ["true"],
    env: [
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "HOSTNAME=box",
      "A=1",
      "B=2",
      "HOME=/root",
    ],
    cwd: "/w",
    capabilities: { bounding: defaultCapabilities, effective: defaultCapabilities, permitted: defaultCapabilities },
    oomScoreAdj: 0,
  });
});

test("its own go over them", () => {
  const process = processOf({ Env: ["B=3", "C=4", "HOME=/h"], WorkingDir: "/x", Tty: true, Privileged: true });
  expect(process.env).toContain("TERM=xterm");
  expect(process.env.filter((entry) => /^(B|C|HOME)=/.test(entry))).toEqual(["B=3", "HOME=/h", "C=4"]);
  expect(process).toMatchObject({ cwd: "/x", terminal: true });
  expect(process.capabilities?.effective).toHaveLength(40);
});

test("the terminal is the exec's affair, not the container's", () => {
  expect(processOf({}, { Tty: true }).env).not.toContain("TERM=xterm");
});

test("the user is the request's, or the container's", () => {
  expect(execUser({ User: "" }, { User: "www" })).toBe("www");
  expect(execUser({ User: "0" }, { User: "www" })).toBe("0");
});
