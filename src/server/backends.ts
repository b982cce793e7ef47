import type { BuildBackend } from "./routes/build/backend.ts";
import type { BuildkitBackend } from "./routes/buildkit/backend.ts";
import type { ContainerBackend } from "./routes/containers/backend.ts";
import type { ExecBackend } from "./routes/exec/backend.ts";
import type { ImageBackend } from "./routes/images/backend.ts";
import type { ConnectBackend, NetworkBackend } from "./routes/networks/backend.ts";
import type { ProjectBackend } from "./routes/projects/backend.ts";
import type { RegistryBackend } from "./routes/registry/backend.ts";
import type { RehearsalBackend } from "./routes/rehearsal/backend.ts";
import type { SystemBackend } from "./routes/system/backend.ts";
import type { VolumeBackend } from "./routes/volumes/backend.ts";

/** What the server needs of an engine, by area. */
export interface Backends {
  /** Undefined where nothing is built. */
  readonly buildkit?: BuildkitBackend;
  readonly builds: BuildBackend;
  readonly containers: ContainerBackend & ConnectBackend;
  readonly exec: ExecBackend;
  readonly images: ImageBackend;
  readonly networks: NetworkBackend;
  readonly projects: ProjectBackend;
  readonly registry: RegistryBackend;
  readonly rehearsal: RehearsalBackend;
  readonly system: SystemBackend;
  readonly volumes: VolumeBackend;
}
