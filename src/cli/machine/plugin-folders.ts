import { win32 } from "node:path";

const unixFolders = [
  "/usr/local/lib/docker/cli-plugins",
  "/usr/local/libexec/docker/cli-plugins",
  "/usr/lib/docker/cli-plugins",
  "/usr/libexec/docker/cli-plugins",
];

/** Where a system keeps plugins of Docker's client for all of its users. */
export function systemPluginFolders(
  env: Readonly<Record<string, string | undefined>>,
  system: NodeJS.Platform = process.platform,
): readonly string[] {
  if (system !== "win32") return unixFolders;
  const roots = [env["ProgramData"], env["ProgramFiles"]].filter((root) => root !== undefined && root !== "");
  return roots.map((root) => win32.join(root ?? "", "Docker", "cli-plugins"));
}
