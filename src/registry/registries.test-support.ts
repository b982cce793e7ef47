import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { noProxies } from "./http/proxy.ts";
import { RemoteRegistries } from "./registries.ts";
import type { RegistrySettings } from "./settings.ts";

export const op = backgroundOp();

/** Quick to give up, for tests. */
export const testSettings: RegistrySettings = {
  mirrors: [],
  insecure: [],
  proxies: noProxies,
  maxDownloads: 3,
  maxUploads: 5,
  maxDownloadAttempts: 5,
  certificatesFolder: "/nonexistent/certs.d",
  hostsFolders: [],
  registriesConf: "",
  userAgent: "gantry-test",
  timings: { dialMs: 5_000, handshakeMs: 5_000, headMs: 5_000, stallMs: 5_000 },
  retryMs: 1,
};

/** Registries that end with their test, and a folder that does. */
export function testRegistries(settings: Partial<RegistrySettings> = {}): RemoteRegistries {
  return new RemoteRegistries(() => ({ ...testSettings, ...settings }));
}

export function testFolder(): { readonly path: string; file(name: string): string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "gantry-registry-"));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
