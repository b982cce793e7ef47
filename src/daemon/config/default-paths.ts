/** Where the engine keeps its things unless told otherwise. */
export const defaultPaths = {
  configFile: "/etc/gantry/daemon.json",
  dataRoot: "/var/lib/gantry",
  execRoot: "/run/gantry",
  pidfile: "/run/gantry.pid",
  socket: "/run/gantry.sock",
  /** Docker's own: one folder a registry. */
  certificatesFolder: "/etc/docker/certs.d",
} as const;

/** Where Docker's clients look for an engine. */
export const defaultDockerSocket = "/var/run/docker.sock";
