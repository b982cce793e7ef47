#!/usr/bin/env node
// Starts the program of the package for this machine, and ends as that does.
const { spawnSync } = require("node:child_process");

const isMusl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
const system = process.platform === "win32" ? "windows" : process.platform;
const name = `gantry-cli-${system}-${process.arch}${isMusl ? "-musl" : ""}`;
const file = process.platform === "win32" ? "gantry.exe" : "gantry";

let program;
try {
  program = require.resolve(`${name}/bin/${file}`);
} catch {
  console.error(`gantry: there is no client for this machine: the package ${name} is not installed`);
  process.exit(1);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
const { status, signal, error } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (error) console.error(`gantry: ${error.message}`);
if (signal) process.kill(process.pid, signal);
process.exit(status ?? 1);
