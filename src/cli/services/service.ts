import type { Labels, SwarmObject, SwarmPort } from "#client/swarm-types.ts";

/** A spec under construction, and what is read of one. It holds more, which stays as it is. */
export interface ServiceSpec {
  Name?: string;
  Labels?: Labels | null;
  TaskTemplate: TaskTemplate;
  Mode?: ServiceMode;
  UpdateConfig?: UpdateConfig;
  RollbackConfig?: UpdateConfig;
  /** Where networks stood before they stood in the task's template. */
  Networks?: NetworkAttachment[];
  EndpointSpec?: { Mode?: string; Ports?: SwarmPort[] };
}

export interface ServiceMode {
  Replicated?: { Replicas?: number };
  Global?: object;
  ReplicatedJob?: { MaxConcurrent?: number; TotalCompletions?: number };
  GlobalJob?: object;
}

export interface UpdateConfig {
  Parallelism: number;
  Delay?: number;
  FailureAction?: string;
  Monitor?: number;
  MaxFailureRatio: number;
  Order: string;
}

export interface TaskTemplate {
  ContainerSpec?: ContainerSpec;
  Resources?: {
    Limits?: { NanoCPUs?: number; MemoryBytes?: number; Pids?: number };
    Reservations?: { NanoCPUs?: number; MemoryBytes?: number; GenericResources?: GenericResource[] };
  };
  RestartPolicy?: { Condition?: string; Delay?: number; MaxAttempts?: number; Window?: number };
  Placement?: {
    Constraints?: string[];
    Preferences?: PlacementPreference[];
    MaxReplicas?: number;
    Platforms?: object[];
  };
  Networks?: NetworkAttachment[];
  LogDriver?: { Name?: string; Options?: Labels };
  ForceUpdate?: number;
}

export interface ContainerSpec {
  Image: string;
  Labels?: Labels;
  Command?: readonly string[];
  Args?: readonly string[];
  Hostname?: string;
  Env?: string[];
  Dir?: string;
  User?: string;
  Groups?: string[];
  Privileges?: { CredentialSpec?: CredentialSpec | null };
  Init?: boolean;
  TTY?: boolean;
  Mounts?: object[];
  Healthcheck?: HealthCheck;
  Hosts?: string[];
  DNSConfig?: { Nameservers?: string[]; Search?: string[]; Options?: string[] };
  Secrets?: FileReference[];
  Configs?: FileReference[];
  Sysctls?: Labels;
  CapabilityAdd?: string[];
  CapabilityDrop?: string[];
  Ulimits?: Array<{ readonly Name: string; readonly Soft: number; readonly Hard: number }>;
}

export interface HealthCheck {
  Test?: string[];
  Interval?: number;
  Timeout?: number;
  StartPeriod?: number;
  StartInterval?: number;
  Retries?: number;
}

export interface CredentialSpec {
  readonly Config: string;
  readonly File: string;
  readonly Registry: string;
}

export interface GenericResource {
  readonly DiscreteResourceSpec?: { readonly Kind: string; readonly Value: number };
  readonly NamedResourceSpec?: { readonly Kind: string; readonly Value: string };
}

export interface PlacementPreference {
  readonly Spread?: { readonly SpreadDescriptor: string };
}

export interface NetworkAttachment {
  Target: string;
  Aliases?: readonly string[];
  DriverOpts?: Labels;
}

/** A secret or a config that a service sees as a file. */
export interface FileReference {
  readonly File?: { readonly Name: string; readonly UID: string; readonly GID: string; readonly Mode: number };
  /** In place of a file: what a credential spec names. */
  readonly Runtime?: object;
  readonly SecretID?: string;
  readonly SecretName?: string;
  readonly ConfigID?: string;
  readonly ConfigName?: string;
}

export interface SwarmService extends SwarmObject<ServiceSpec> {
  readonly Endpoint?: { readonly Ports?: readonly SwarmPort[] };
  readonly UpdateStatus?: {
    readonly State?: string;
    readonly StartedAt?: string;
    readonly CompletedAt?: string;
    readonly Message?: string;
  };
  readonly ServiceStatus?: {
    readonly RunningTasks?: number;
    readonly DesiredTasks?: number;
    readonly CompletedTasks?: number;
  };
  readonly JobStatus?: { readonly JobIteration?: { readonly Index: number } };
}
