/** What Compose writes on the objects of a project, and by which it finds them again (pkg/api of Compose). */
export const labels = {
  project: "com.docker.compose.project",
  service: "com.docker.compose.service",
  configHash: "com.docker.compose.config-hash",
  containerNumber: "com.docker.compose.container-number",
  volume: "com.docker.compose.volume",
  network: "com.docker.compose.network",
  workingFolder: "com.docker.compose.project.working_dir",
  configFiles: "com.docker.compose.project.config_files",
  environmentFiles: "com.docker.compose.project.environment_file",
  oneOff: "com.docker.compose.oneoff",
  slug: "com.docker.compose.slug",
  image: "com.docker.compose.image",
  dependencies: "com.docker.compose.depends_on",
  version: "com.docker.compose.version",
  builder: "com.docker.compose.image.builder",
  replaces: "com.docker.compose.replace",
  hook: "com.docker.compose.hook",
} as const;

/** The version of Compose whose labels and rules these are: the two tools take over each other's projects. */
export const composeVersion = "2.40.3";

/** How that version calls itself, as Debian builds it: what scripts compare is what they read of the stock program. */
export const composeRelease = `${composeVersion}-3`;
