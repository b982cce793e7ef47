import { expect, test } from "bun:test";
import { parseModeChange } from "./file-mode.ts";

/** As BuildKit's COPY --chmod gives them to a file of mode 0755. */
const ofExecutable: ReadonlyArray<readonly [string, number]> = [
  ["+t", 0o1755],
  ["a+t", 0o1755],
  ["o+t", 0o755],
  ["u+t", 0o1755],
  ["g+t", 0o1755],
  ["=t", 0o1755],
  ["u+t,o+t", 0o1755],
  ["a-x,a+X", 0o755],
  ["-x,+X", 0o755],
  ["u=o", 0o555],
  ["g=u,o=g", 0o777],
  ["u+g-w", 0o555],
  ["u=rw+X", 0o755],
  ["ug=rwX,o=", 0o770],
  ["a=rwx,u-w", 0o577],
  ["+s", 0o6755],
  ["go+s", 0o2755],
  ["o+s", 0o755],
  ["a=s", 0o6000],
  ["7", 0o7],
  ["07777", 0o7777],
  ["0", 0],
  ["00644", 0o644],
];

test.each(ofExecutable)("%s of 0755", (text, want) => {
  expect(parseModeChange(text)(0o755, { isDirectory: false }).toString(8)).toBe(want.toString(8));
});

test("X gives execution to folders and to what somebody may run", () => {
  const change = parseModeChange("u=rwX,go=rX");
  expect(change(0o600, { isDirectory: true })).toBe(0o755);
  expect(change(0o600, { isDirectory: false })).toBe(0o644);
  expect(change(0o610, { isDirectory: false })).toBe(0o755);
});

test.each(["u,g=r", "", "x", "u~r", "u=rz", "8", "+r,"])("%s is refused", (text) => {
  expect(() => parseModeChange(text)).toThrow("invalid syntax");
});
