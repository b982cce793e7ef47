import { posix } from "node:path";
import type { ContainerConfig, HealthConfig } from "#api/types.gen.ts";
import { parseSignal } from "#base/signals.ts";
import { invalid } from "./invalid.ts";

/** Checks `Config`. @throws invalid-argument in Docker's words */
export function checkConfig(config: ContainerConfig): void {
  if (config.WorkingDir !== "" && !config.WorkingDir.startsWith("/")) {
    throw invalid(`the working directory '${config.WorkingDir}' is invalid, it needs to be an absolute path`);
  }
  if (config.StopSignal) parseSignal(config.StopSignal);
  checkEnvironment(config.Env ?? []);
  checkHealthcheck(config.Healthcheck);
}

/** @throws invalid-argument `invalid environment variable: =x` */
export function checkEnvironment(entries: readonly string[]): void {
  for (const entry of entries) {
    if (entry === "" || entry.startsWith("=")) throw invalid(`invalid environment variable: ${entry}`);
  }
}

function checkHealthcheck(check: HealthConfig | undefined): void {
  if (check === undefined) return;
  for (const field of ["Interval", "Timeout", "StartPeriod", "StartInterval"] as const) {
    const value = check[field] ?? 0;
    if (value !== 0 && value < 1_000_000) throw invalid(`${field} in Healthcheck cannot be less than 1ms`);
  }
  if ((check.Retries ?? 0) < 0) throw invalid("Retries in Healthcheck cannot be negative");
}

/** `Config` as it is kept: the working directory in its shortest form. */
export function normalizeConfig(config: ContainerConfig): ContainerConfig {
  if (config.WorkingDir === "") return config;
  const folder = posix.normalize(config.WorkingDir);
  return { ...config, WorkingDir: folder.length > 1 ? folder.replace(/\/$/, "") : folder };
}
