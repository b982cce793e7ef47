/** What Compose calls the parts of a project in a registry. */
export const artifactTypes = {
  project: "application/vnd.docker.compose.project",
  /** The config of a project in a registry of OCI 1.0. */
  emptyConfig: "application/vnd.docker.compose.config.empty.v1+json",
  file: "application/vnd.docker.compose.file+yaml",
  environment: "application/vnd.docker.compose.envfile",
} as const;

/** Annotations of its parts. */
export const artifactKeys = {
  version: "com.docker.compose.version",
  file: "com.docker.compose.file",
  extended: "com.docker.compose.extends",
  environment: "com.docker.compose.envfile",
} as const;
