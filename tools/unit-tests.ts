/** Runs the unit tests: `*.test.ts` beside the sources, but for `*.root.test.ts`, which change the kernel's state. */
import { sourceFiles } from "./source-files.ts";

const files = sourceFiles().filter(
  (file) =>
    /^(src|tools|tests\/support|tests\/faults\/[a-z-]+|bench)\/.*\.test\.ts$/.test(file) &&
    !file.endsWith(".root.test.ts"),
);
const options = process.argv.slice(2);
const child = Bun.spawn(["bun", "test", "--only-failures", ...options, ...files.map((file) => `./${file}`)], {
  stdio: ["ignore", "inherit", "inherit"],
});
process.exitCode = await child.exited;
