type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of the user, as each system names it; empty where it is not said. */
export function homeFolder(env: Environment, system: NodeJS.Platform = process.platform): string {
  return (system === "win32" ? env["USERPROFILE"] : env["HOME"]) ?? "";
}
