/** What clients read of a swarm's objects. They hold more, which updates send back as it came. */

export interface SwarmObject<Spec> {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Spec: Spec;
}

export type Labels = Readonly<Record<string, string>>;

/** A key of a store for files, and what is in it where the engine tells. */
export interface StoredFileSpec {
  readonly Name: string;
  readonly Labels?: Labels | null;
  /** In base64. */
  readonly Data?: string;
  readonly Driver?: { readonly Name: string };
  readonly Templating?: { readonly Name: string };
}

/** A secret or a config. */
export type StoredFile = SwarmObject<StoredFileSpec>;

export interface NodeSpec {
  readonly Name?: string;
  readonly Labels?: Labels | null;
  readonly Role: string;
  readonly Availability: string;
}

export interface TlsInfo {
  readonly TrustRoot?: string;
  readonly CertIssuerSubject?: string;
  readonly CertIssuerPublicKey?: string;
}

export interface SwarmNode extends SwarmObject<NodeSpec> {
  readonly Description: {
    readonly Hostname?: string;
    readonly Platform?: { readonly Architecture?: string; readonly OS?: string };
    readonly Resources?: { readonly NanoCPUs?: number; readonly MemoryBytes?: number };
    readonly Engine?: {
      readonly EngineVersion?: string;
      readonly Labels?: Labels;
      readonly Plugins?: ReadonlyArray<{ readonly Type: string; readonly Name: string }>;
    };
    readonly TLSInfo?: TlsInfo;
  };
  readonly Status: { readonly State?: string; readonly Message?: string; readonly Addr?: string };
  readonly ManagerStatus?: {
    readonly Leader?: boolean;
    readonly Reachability?: string;
    readonly Addr?: string;
  } | null;
}

export interface SwarmTask
  extends SwarmObject<{ readonly ContainerSpec?: { readonly Image: string; readonly TTY?: boolean } }> {
  readonly ServiceID: string;
  readonly NodeID?: string;
  readonly Slot?: number;
  readonly DesiredState: string;
  readonly Status: {
    readonly Timestamp: string;
    readonly State: string;
    readonly Err?: string;
    readonly PortStatus?: { readonly Ports?: readonly SwarmPort[] };
  };
}

export interface SwarmPort {
  readonly Protocol?: string;
  readonly TargetPort?: number;
  readonly PublishedPort?: number;
  readonly PublishMode?: string;
}

export interface SwarmSpec {
  readonly Orchestration: object;
  readonly Raft: object;
  readonly Dispatcher: object;
  readonly CAConfig: { readonly ForceRotate?: number };
  readonly EncryptionConfig: { readonly AutoLockManagers: boolean };
}

export interface Swarm extends SwarmObject<SwarmSpec> {
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
  readonly TLSInfo: TlsInfo;
  readonly RootRotationInProgress: boolean;
}
