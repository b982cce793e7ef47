/** Builds gantry-shim, a static executable: with musl where its compiler is there, otherwise with glibc. */
import { mkdirSync, readdirSync } from "node:fs";
import { dirname } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const flags = ["-std=c11", "-D_GNU_SOURCE", "-Os", "-static", "-s", "-Wall", "-Wextra", "-Werror"];
const sections = ["-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "-Wl,-z,norelro"];

/** Compiles shim/*.c into `outFile`. @throws Error with the compiler's output */
export async function buildShim(outFile: string, extraFlags: readonly string[] = []): Promise<void> {
  const compiler = Bun.which("musl-gcc") ?? Bun.which("gcc");
  if (compiler === null) throw new Error("build gantry-shim: neither musl-gcc nor gcc found");
  const sources = readdirSync(`${root}shim`)
    .filter((name) => name.endsWith(".c"))
    .map((name) => `${root}shim/${name}`);
  mkdirSync(dirname(outFile), { recursive: true });
  const child = Bun.spawn([compiler, ...flags, ...sections, ...extraFlags, "-o", outFile, ...sources], {
    stderr: "pipe",
    stdout: "ignore",
  });
  const messages = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`build gantry-shim: ${messages}`);
}

if (import.meta.main) await buildShim(process.argv[2] ?? `${root}dist/gantry-shim`);
