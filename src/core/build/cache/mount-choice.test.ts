import { expect, test } from "bun:test";
import { isChosen, mountChoice, unknownMounts } from "./mount-choice.ts";

test.each([
  [undefined, []],
  ["false", []],
  ["0", []],
  ["true", "all"],
  ["1", "all"],
  ["apt", ["apt"]],
  ["apt;/root/.cache;", ["apt", "/root/.cache"]],
] as Array<[string | undefined, string[] | "all"]>)("mounts=%p means %p", (text, choice) => {
  expect(mountChoice(text)).toEqual(choice);
});

test("mounts are named as in the Dockerfile, by their targets, or with the build's namespace", () => {
  const ids = ["/apt", "//root/.cache", "space/npm"].map((id) => ({ id }));
  const chosen = (choice: readonly string[]) => ids.filter((mount) => isChosen(choice, mount)).map(({ id }) => id);
  expect(ids.every((mount) => isChosen("all", mount))).toBe(true);
  expect(chosen([])).toEqual([]);
  expect(chosen(["apt"])).toEqual(["/apt"]);
  expect(chosen(["/root/.cache", "npm"])).toEqual(["//root/.cache", "space/npm"]);
  expect(chosen(["space/npm", "cache"])).toEqual(["space/npm"]);
  expect(unknownMounts(["apt", "cache", "other"], ids)).toEqual(["cache", "other"]);
  expect(unknownMounts("all", [])).toEqual([]);
});
