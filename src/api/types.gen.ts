// Generated from spec/engine-api/*.types.yaml by `bun run gen`. Do not edit.

/** Go: container.NetworkMode. */
export type NetworkMode = string;

/** Go: container.RestartPolicyMode. */
export type RestartPolicyMode = string;

/** Go: container.CgroupnsMode. */
export type CgroupnsMode = string;

/** Go: container.IpcMode. */
export type IpcMode = string;

/** Go: container.CgroupSpec. */
export type CgroupSpec = string;

/** Go: container.PidMode. */
export type PidMode = string;

/** Go: container.UTSMode. */
export type UTSMode = string;

/** Go: container.UsernsMode. */
export type UsernsMode = string;

/** Go: container.Isolation. */
export type Isolation = string;

/** Go: mount.Type. */
export type MountType = string;

/** Go: mount.Consistency. */
export type MountConsistency = string;

/** Go: mount.Propagation. */
export type MountPropagation = string;

/** Go: time.Duration. */
export type Duration = number;

/** Go: fs.FileMode. */
export type FileMode = number;

/** Go: time.Time. */
export type Time = string;

/** Go: nat.PortSet. */
export type PortSet = Readonly<Record<string, Readonly<Record<string, never>>>>;

/** Go: nat.PortMap. */
export type PortMap = Readonly<Record<string, readonly PortBinding[] | null>>;

/** Go: nat.PortBinding. */
export interface PortBinding {
  readonly HostIp: string;
  readonly HostPort: string;
}

/** Go: container.HealthConfig. */
export interface HealthConfig {
  readonly Test?: readonly string[];
  readonly Interval?: Duration;
  readonly Timeout?: Duration;
  readonly StartPeriod?: Duration;
  readonly StartInterval?: Duration;
  readonly Retries?: number;
}

/** Go: container.Config. */
export interface ContainerConfig {
  readonly Hostname: string;
  readonly Domainname: string;
  readonly User: string;
  readonly AttachStdin: boolean;
  readonly AttachStdout: boolean;
  readonly AttachStderr: boolean;
  readonly ExposedPorts?: PortSet;
  readonly Tty: boolean;
  readonly OpenStdin: boolean;
  readonly StdinOnce: boolean;
  readonly Env: readonly string[] | null;
  readonly Cmd: readonly string[] | null;
  readonly Healthcheck?: HealthConfig;
  readonly ArgsEscaped?: boolean;
  readonly Image: string;
  readonly Volumes: Readonly<Record<string, Readonly<Record<string, never>>>> | null;
  readonly WorkingDir: string;
  readonly Entrypoint: readonly string[] | null;
  readonly NetworkDisabled?: boolean;
  readonly MacAddress?: string;
  readonly OnBuild: readonly string[] | null;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly StopSignal?: string;
  readonly StopTimeout?: number;
  readonly Shell?: readonly string[];
}

/** Go: container.LogConfig. */
export interface LogConfig {
  readonly Type: string;
  readonly Config: Readonly<Record<string, string>> | null;
}

/** Go: container.RestartPolicy. */
export interface RestartPolicy {
  readonly Name: RestartPolicyMode;
  readonly MaximumRetryCount: number;
}

/** Go: blkiodev.WeightDevice. */
export interface WeightDevice {
  readonly Path: string;
  readonly Weight: number;
}

/** Go: blkiodev.ThrottleDevice. */
export interface ThrottleDevice {
  readonly Path: string;
  readonly Rate: number;
}

/** Go: container.DeviceMapping. */
export interface DeviceMapping {
  readonly PathOnHost: string;
  readonly PathInContainer: string;
  readonly CgroupPermissions: string;
}

/** Go: container.DeviceRequest. */
export interface DeviceRequest {
  readonly Driver: string;
  readonly Count: number;
  readonly DeviceIDs: readonly string[] | null;
  readonly Capabilities: ReadonlyArray<readonly string[] | null> | null;
  readonly Options: Readonly<Record<string, string>> | null;
}

/** Go: units.Ulimit. */
export interface Ulimit {
  readonly Name: string;
  readonly Hard: number;
  readonly Soft: number;
}

/** Go: container.Resources. */
export interface Resources {
  readonly CpuShares: number;
  readonly Memory: number;
  readonly NanoCpus: number;
  readonly CgroupParent: string;
  readonly BlkioWeight: number;
  readonly BlkioWeightDevice: readonly WeightDevice[] | null;
  readonly BlkioDeviceReadBps: readonly ThrottleDevice[] | null;
  readonly BlkioDeviceWriteBps: readonly ThrottleDevice[] | null;
  readonly BlkioDeviceReadIOps: readonly ThrottleDevice[] | null;
  readonly BlkioDeviceWriteIOps: readonly ThrottleDevice[] | null;
  readonly CpuPeriod: number;
  readonly CpuQuota: number;
  readonly CpuRealtimePeriod: number;
  readonly CpuRealtimeRuntime: number;
  readonly CpusetCpus: string;
  readonly CpusetMems: string;
  readonly Devices: readonly DeviceMapping[] | null;
  readonly DeviceCgroupRules: readonly string[] | null;
  readonly DeviceRequests: readonly DeviceRequest[] | null;
  readonly KernelMemory?: number;
  readonly KernelMemoryTCP?: number;
  readonly MemoryReservation: number;
  readonly MemorySwap: number;
  readonly MemorySwappiness: number | null;
  readonly OomKillDisable: boolean | null;
  readonly PidsLimit: number | null;
  readonly Ulimits: readonly Ulimit[] | null;
  readonly CpuCount: number;
  readonly CpuPercent: number;
  readonly IOMaximumIOps: number;
  readonly IOMaximumBandwidth: number;
}

/** Go: mount.BindOptions. */
export interface BindOptions {
  readonly Propagation?: MountPropagation;
  readonly NonRecursive?: boolean;
  readonly CreateMountpoint?: boolean;
  readonly ReadOnlyNonRecursive?: boolean;
  readonly ReadOnlyForceRecursive?: boolean;
}

/** Go: mount.Driver. */
export interface MountDriver {
  readonly Name?: string;
  readonly Options?: Readonly<Record<string, string>>;
}

/** Go: mount.VolumeOptions. */
export interface VolumeOptions {
  readonly NoCopy?: boolean;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Subpath?: string;
  readonly DriverConfig?: MountDriver;
}

/** Go: mount.ImageOptions. */
export interface ImageOptions {
  readonly Subpath?: string;
}

/** Go: mount.TmpfsOptions. */
export interface TmpfsOptions {
  readonly SizeBytes?: number;
  readonly Mode?: FileMode;
  readonly Options?: ReadonlyArray<readonly string[] | null>;
}

/** Go: mount.ClusterOptions. */
export type ClusterOptions = object;

/** Go: mount.Mount. */
export interface Mount {
  readonly Type?: MountType;
  readonly Source?: string;
  readonly Target?: string;
  readonly ReadOnly?: boolean;
  readonly Consistency?: MountConsistency;
  readonly BindOptions?: BindOptions;
  readonly VolumeOptions?: VolumeOptions;
  readonly ImageOptions?: ImageOptions;
  readonly TmpfsOptions?: TmpfsOptions;
  readonly ClusterOptions?: ClusterOptions;
}

/** Go: container.HostConfig. */
export interface HostConfig {
  readonly Binds: readonly string[] | null;
  readonly ContainerIDFile: string;
  readonly LogConfig: LogConfig;
  readonly NetworkMode: NetworkMode;
  readonly PortBindings: PortMap | null;
  readonly RestartPolicy: RestartPolicy;
  readonly AutoRemove: boolean;
  readonly VolumeDriver: string;
  readonly VolumesFrom: readonly string[] | null;
  readonly ConsoleSize: readonly [number, number];
  readonly Annotations?: Readonly<Record<string, string>>;
  readonly CapAdd: readonly string[] | null;
  readonly CapDrop: readonly string[] | null;
  readonly CgroupnsMode: CgroupnsMode;
  readonly Dns: readonly string[] | null;
  readonly DnsOptions: readonly string[] | null;
  readonly DnsSearch: readonly string[] | null;
  readonly ExtraHosts: readonly string[] | null;
  readonly GroupAdd: readonly string[] | null;
  readonly IpcMode: IpcMode;
  readonly Cgroup: CgroupSpec;
  readonly Links: readonly string[] | null;
  readonly OomScoreAdj: number;
  readonly PidMode: PidMode;
  readonly Privileged: boolean;
  readonly PublishAllPorts: boolean;
  readonly ReadonlyRootfs: boolean;
  readonly SecurityOpt: readonly string[] | null;
  readonly StorageOpt?: Readonly<Record<string, string>>;
  readonly Tmpfs?: Readonly<Record<string, string>>;
  readonly UTSMode: UTSMode;
  readonly UsernsMode: UsernsMode;
  readonly ShmSize: number;
  readonly Sysctls?: Readonly<Record<string, string>>;
  readonly Runtime?: string;
  readonly Isolation: Isolation;
  readonly CpuShares: number;
  readonly Memory: number;
  readonly NanoCpus: number;
  readonly CgroupParent: string;
  readonly BlkioWeight: number;
  readonly BlkioWeightDevice: readonly WeightDevice[] | null;
  readonly BlkioDeviceReadBps: readonly ThrottleDevice[] | null;
  readonly BlkioDeviceWriteBps: readonly ThrottleDevice[] | null;
  readonly BlkioDeviceReadIOps: readonly ThrottleDevice[] | null;
  readonly BlkioDeviceWriteIOps: readonly ThrottleDevice[] | null;
  readonly CpuPeriod: number;
  readonly CpuQuota: number;
  readonly CpuRealtimePeriod: number;
  readonly CpuRealtimeRuntime: number;
  readonly CpusetCpus: string;
  readonly CpusetMems: string;
  readonly Devices: readonly DeviceMapping[] | null;
  readonly DeviceCgroupRules: readonly string[] | null;
  readonly DeviceRequests: readonly DeviceRequest[] | null;
  readonly KernelMemory?: number;
  readonly KernelMemoryTCP?: number;
  readonly MemoryReservation: number;
  readonly MemorySwap: number;
  readonly MemorySwappiness: number | null;
  readonly OomKillDisable: boolean | null;
  readonly PidsLimit: number | null;
  readonly Ulimits: readonly Ulimit[] | null;
  readonly CpuCount: number;
  readonly CpuPercent: number;
  readonly IOMaximumIOps: number;
  readonly IOMaximumBandwidth: number;
  readonly Mounts?: readonly Mount[];
  readonly MaskedPaths: readonly string[] | null;
  readonly ReadonlyPaths: readonly string[] | null;
  readonly Init?: boolean;
}

/** Go: network.EndpointIPAMConfig. */
export interface EndpointIPAMConfig {
  readonly IPv4Address?: string;
  readonly IPv6Address?: string;
  readonly LinkLocalIPs?: readonly string[];
}

/** Go: network.EndpointSettings. */
export interface EndpointSettings {
  readonly IPAMConfig: EndpointIPAMConfig | null;
  readonly Links: readonly string[] | null;
  readonly Aliases: readonly string[] | null;
  readonly MacAddress: string;
  readonly DriverOpts: Readonly<Record<string, string>> | null;
  readonly GwPriority: number;
  readonly NetworkID: string;
  readonly EndpointID: string;
  readonly Gateway: string;
  readonly IPAddress: string;
  readonly IPPrefixLen: number;
  readonly IPv6Gateway: string;
  readonly GlobalIPv6Address: string;
  readonly GlobalIPv6PrefixLen: number;
  readonly DNSNames: readonly string[] | null;
}

/** Go: network.NetworkingConfig. */
export interface NetworkingConfig {
  readonly EndpointsConfig: Readonly<Record<string, EndpointSettings>> | null;
}

/** Go: container.CreateRequest. */
export interface ContainerCreateRequest {
  readonly Hostname: string;
  readonly Domainname: string;
  readonly User: string;
  readonly AttachStdin: boolean;
  readonly AttachStdout: boolean;
  readonly AttachStderr: boolean;
  readonly ExposedPorts?: PortSet;
  readonly Tty: boolean;
  readonly OpenStdin: boolean;
  readonly StdinOnce: boolean;
  readonly Env: readonly string[] | null;
  readonly Cmd: readonly string[] | null;
  readonly Healthcheck?: HealthConfig;
  readonly ArgsEscaped?: boolean;
  readonly Image: string;
  readonly Volumes: Readonly<Record<string, Readonly<Record<string, never>>>> | null;
  readonly WorkingDir: string;
  readonly Entrypoint: readonly string[] | null;
  readonly NetworkDisabled?: boolean;
  readonly MacAddress?: string;
  readonly OnBuild: readonly string[] | null;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly StopSignal?: string;
  readonly StopTimeout?: number;
  readonly Shell?: readonly string[];
  readonly HostConfig: HostConfig | null;
  readonly NetworkingConfig: NetworkingConfig | null;
}

/** Go: container.UpdateConfig. */
export interface ContainerUpdateRequest {
  readonly CpuShares: number;
  readonly Memory: number;
  readonly NanoCpus: number;
  readonly CgroupParent: string;
  readonly BlkioWeight: number;
  readonly BlkioWeightDevice: readonly WeightDevice[] | null;
  readonly BlkioDeviceReadBps: readonly ThrottleDevice[] | null;
  readonly BlkioDeviceWriteBps: readonly ThrottleDevice[] | null;
  readonly BlkioDeviceReadIOps: readonly ThrottleDevice[] | null;
  readonly BlkioDeviceWriteIOps: readonly ThrottleDevice[] | null;
  readonly CpuPeriod: number;
  readonly CpuQuota: number;
  readonly CpuRealtimePeriod: number;
  readonly CpuRealtimeRuntime: number;
  readonly CpusetCpus: string;
  readonly CpusetMems: string;
  readonly Devices: readonly DeviceMapping[] | null;
  readonly DeviceCgroupRules: readonly string[] | null;
  readonly DeviceRequests: readonly DeviceRequest[] | null;
  readonly KernelMemory?: number;
  readonly KernelMemoryTCP?: number;
  readonly MemoryReservation: number;
  readonly MemorySwap: number;
  readonly MemorySwappiness: number | null;
  readonly OomKillDisable: boolean | null;
  readonly PidsLimit: number | null;
  readonly Ulimits: readonly Ulimit[] | null;
  readonly CpuCount: number;
  readonly CpuPercent: number;
  readonly IOMaximumIOps: number;
  readonly IOMaximumBandwidth: number;
  readonly RestartPolicy: RestartPolicy;
}

/** Go: container.UpdateResponse. */
export interface ContainerUpdateResponse {
  readonly Warnings: readonly string[] | null;
}

/** Go: container.CreateResponse. */
export interface ContainerCreateResponse {
  readonly Id: string;
  readonly Warnings: readonly string[] | null;
}

/** Go: container.HealthcheckResult. */
export interface HealthcheckResult {
  readonly Start: Time;
  readonly End: Time;
  readonly ExitCode: number;
  readonly Output: string;
}

/** Go: container.Health. */
export interface Health {
  readonly Status: string;
  readonly FailingStreak: number;
  readonly Log: readonly HealthcheckResult[] | null;
}

/** Go: container.State. */
export interface ContainerState {
  readonly Status: string;
  readonly Running: boolean;
  readonly Paused: boolean;
  readonly Restarting: boolean;
  readonly OOMKilled: boolean;
  readonly Dead: boolean;
  readonly Pid: number;
  readonly ExitCode: number;
  readonly Error: string;
  readonly StartedAt: string;
  readonly FinishedAt: string;
  readonly Health?: Health;
}

/** Go: storage.DriverData. */
export interface GraphDriverData {
  readonly Data: Readonly<Record<string, string>> | null;
  readonly Name: string;
}

/** Go: container.MountPoint. */
export interface MountPoint {
  readonly Type?: MountType;
  readonly Name?: string;
  readonly Source: string;
  readonly Destination: string;
  readonly Driver?: string;
  readonly Mode: string;
  readonly RW: boolean;
  readonly Propagation: MountPropagation;
}

/** Go: network.Address. */
export interface Address {
  readonly Addr: string;
  readonly PrefixLen: number;
}

/** Go: container.NetworkSettingsBase. */
export interface NetworkSettingsBase {
  readonly Bridge: string;
  readonly SandboxID: string;
  readonly SandboxKey: string;
  readonly Ports: PortMap | null;
  readonly HairpinMode: boolean;
  readonly LinkLocalIPv6Address: string;
  readonly LinkLocalIPv6PrefixLen: number;
  readonly SecondaryIPAddresses: readonly Address[] | null;
  readonly SecondaryIPv6Addresses: readonly Address[] | null;
}

/** Go: container.DefaultNetworkSettings. */
export interface DefaultNetworkSettings {
  readonly EndpointID: string;
  readonly Gateway: string;
  readonly GlobalIPv6Address: string;
  readonly GlobalIPv6PrefixLen: number;
  readonly IPAddress: string;
  readonly IPPrefixLen: number;
  readonly IPv6Gateway: string;
  readonly MacAddress: string;
}

/** Go: container.NetworkSettings. */
export interface NetworkSettings {
  readonly Bridge: string;
  readonly SandboxID: string;
  readonly SandboxKey: string;
  readonly Ports: PortMap | null;
  readonly HairpinMode: boolean;
  readonly LinkLocalIPv6Address: string;
  readonly LinkLocalIPv6PrefixLen: number;
  readonly SecondaryIPAddresses: readonly Address[] | null;
  readonly SecondaryIPv6Addresses: readonly Address[] | null;
  readonly EndpointID: string;
  readonly Gateway: string;
  readonly GlobalIPv6Address: string;
  readonly GlobalIPv6PrefixLen: number;
  readonly IPAddress: string;
  readonly IPPrefixLen: number;
  readonly IPv6Gateway: string;
  readonly MacAddress: string;
  readonly Networks: Readonly<Record<string, EndpointSettings>> | null;
}

/** Go: container.ContainerJSONBase. */
export interface ContainerJSONBase {
  readonly Id: string;
  readonly Created: string;
  readonly Path: string;
  readonly Args: readonly string[] | null;
  readonly State: ContainerState | null;
  readonly Image: string;
  readonly ResolvConfPath: string;
  readonly HostnamePath: string;
  readonly HostsPath: string;
  readonly LogPath: string;
  readonly Name: string;
  readonly RestartCount: number;
  readonly Driver: string;
  readonly Platform: string;
  readonly MountLabel: string;
  readonly ProcessLabel: string;
  readonly AppArmorProfile: string;
  readonly ExecIDs: readonly string[] | null;
  readonly HostConfig: HostConfig | null;
  readonly GraphDriver: GraphDriverData;
  readonly SizeRw?: number;
  readonly SizeRootFs?: number;
}

/** Go: container.InspectResponse. */
export interface ContainerInspectResponse {
  readonly Id: string;
  readonly Created: string;
  readonly Path: string;
  readonly Args: readonly string[] | null;
  readonly State: ContainerState | null;
  readonly Image: string;
  readonly ResolvConfPath: string;
  readonly HostnamePath: string;
  readonly HostsPath: string;
  readonly LogPath: string;
  readonly Name: string;
  readonly RestartCount: number;
  readonly Driver: string;
  readonly Platform: string;
  readonly MountLabel: string;
  readonly ProcessLabel: string;
  readonly AppArmorProfile: string;
  readonly ExecIDs: readonly string[] | null;
  readonly HostConfig: HostConfig | null;
  readonly GraphDriver: GraphDriverData;
  readonly SizeRw?: number;
  readonly SizeRootFs?: number;
  readonly Mounts: readonly MountPoint[] | null;
  readonly Config: ContainerConfig | null;
  readonly NetworkSettings: NetworkSettings | null;
  readonly ImageManifestDescriptor?: Descriptor;
}

/** Go: container.Port. */
export interface Port {
  readonly IP?: string;
  readonly PrivatePort: number;
  readonly PublicPort?: number;
  readonly Type: string;
}

export interface ContainerSummaryHostConfig {
  readonly NetworkMode?: string;
  readonly Annotations?: Readonly<Record<string, string>>;
}

/** Go: container.NetworkSettingsSummary. */
export interface NetworkSettingsSummary {
  readonly Networks: Readonly<Record<string, EndpointSettings>> | null;
}

/** Go: container.Summary. */
export interface ContainerSummary {
  readonly Id: string;
  readonly Names: readonly string[] | null;
  readonly Image: string;
  readonly ImageID: string;
  readonly ImageManifestDescriptor?: Descriptor;
  readonly Command: string;
  readonly Created: number;
  readonly Ports: readonly Port[] | null;
  readonly SizeRw?: number;
  readonly SizeRootFs?: number;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly State: string;
  readonly Status: string;
  readonly HostConfig: ContainerSummaryHostConfig;
  readonly NetworkSettings: NetworkSettingsSummary | null;
  readonly Mounts: readonly MountPoint[] | null;
}

/** Go: container.WaitExitError. */
export interface ContainerWaitError {
  readonly Message?: string;
}

/** Go: container.WaitResponse. */
export interface ContainerWaitResponse {
  readonly Error?: ContainerWaitError;
  readonly StatusCode: number;
}

/** Go: container.FilesystemChange. */
export interface FilesystemChange {
  readonly Path: string;
  readonly Kind: number;
}

/** Go: container.TopResponse. */
export interface ContainerTopResponse {
  readonly Processes: ReadonlyArray<readonly string[] | null> | null;
  readonly Titles: readonly string[] | null;
}

/** Go: container.PruneReport. */
export interface ContainerPruneReport {
  readonly ContainersDeleted: readonly string[] | null;
  readonly SpaceReclaimed: number;
}

/** Go: container.BlkioStatEntry. */
export interface BlkioStatEntry {
  readonly major: number;
  readonly minor: number;
  readonly op: string;
  readonly value: number;
}

/** Go: container.BlkioStats. */
export interface BlkioStats {
  readonly io_service_bytes_recursive: readonly BlkioStatEntry[] | null;
  readonly io_serviced_recursive: readonly BlkioStatEntry[] | null;
  readonly io_queue_recursive: readonly BlkioStatEntry[] | null;
  readonly io_service_time_recursive: readonly BlkioStatEntry[] | null;
  readonly io_wait_time_recursive: readonly BlkioStatEntry[] | null;
  readonly io_merged_recursive: readonly BlkioStatEntry[] | null;
  readonly io_time_recursive: readonly BlkioStatEntry[] | null;
  readonly sectors_recursive: readonly BlkioStatEntry[] | null;
}

/** Go: container.PidsStats. */
export interface PidsStats {
  readonly current?: number;
  readonly limit?: bigint;
}

/** Go: container.CPUUsage. */
export interface CpuUsage {
  readonly total_usage: number;
  readonly percpu_usage?: readonly number[];
  readonly usage_in_kernelmode: number;
  readonly usage_in_usermode: number;
}

/** Go: container.ThrottlingData. */
export interface ThrottlingData {
  readonly periods: number;
  readonly throttled_periods: number;
  readonly throttled_time: number;
}

/** Go: container.CPUStats. */
export interface CpuStats {
  readonly cpu_usage: CpuUsage;
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
  readonly throttling_data: ThrottlingData;
}

/** Go: container.MemoryStats. */
export interface MemoryStats {
  readonly usage?: number;
  readonly max_usage?: number;
  readonly stats?: Readonly<Record<string, bigint>>;
  readonly failcnt?: number;
  readonly limit?: number;
}

/** Go: container.NetworkStats. */
export interface NetworkStats {
  readonly rx_bytes: number;
  readonly rx_packets: number;
  readonly rx_errors: number;
  readonly rx_dropped: number;
  readonly tx_bytes: number;
  readonly tx_packets: number;
  readonly tx_errors: number;
  readonly tx_dropped: number;
}

/** Go: container.StatsResponse. */
export interface StatsResponse {
  readonly name?: string;
  readonly id?: string;
  readonly read: string;
  readonly preread: string;
  readonly pids_stats: PidsStats;
  readonly blkio_stats: BlkioStats;
  readonly num_procs: number;
  readonly storage_stats: Readonly<Record<string, never>>;
  readonly cpu_stats: CpuStats;
  readonly precpu_stats: CpuStats;
  readonly memory_stats: MemoryStats;
  readonly networks?: Readonly<Record<string, NetworkStats>>;
}

/** Go: container.EndRequest. */
export interface ContainerEndRequest {
  readonly Act: string;
  readonly Signal: number;
  readonly At: string;
  readonly Client?: string;
  readonly Overdue?: boolean;
}

/** Go: container.PreviousRun. */
export interface ContainerPreviousRun {
  readonly ExitCode: number;
  readonly OOMKilled: boolean;
  readonly FinishedAt: string;
  readonly Asked?: ContainerEndRequest;
}

/** Go: container.Why. */
export interface ContainerWhy {
  readonly Id: string;
  readonly Name: string;
  readonly Status: string;
  readonly Reason: string;
  readonly ExitCode: number;
  readonly Signal?: number;
  readonly Error: string;
  readonly OOMKilled: boolean;
  readonly StartFailure?: string;
  readonly FailedAt?: string;
  readonly Port?: number;
  readonly PortHolder?: string;
  readonly StartedAt: string;
  readonly FinishedAt: string;
  readonly Asked?: ContainerEndRequest;
  readonly Previous?: ContainerPreviousRun;
  readonly Health?: Health;
  readonly MemoryLimit?: number;
  readonly RestartPolicy: RestartPolicy;
  readonly RestartCount: number;
  readonly RestartsAt?: string;
  readonly NoRestart?: string;
}

/** Go: registry.DistributionInspect. */
export interface DistributionInspect {
  readonly Descriptor: Descriptor;
  readonly Platforms: readonly Platform[] | null;
}

/** Go: registry.AuthConfig. */
export interface AuthConfig {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
  readonly serveraddress?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** Go: registry.AuthenticateOKBody. */
export interface AuthenticateOkBody {
  readonly IdentityToken: string;
  readonly Status: string;
}

/** Go: registry.SearchResult. */
export interface SearchResult {
  readonly star_count: number;
  readonly is_official: boolean;
  readonly name: string;
  readonly is_automated: boolean;
  readonly description: string;
}

/** Go: container.ExecOptions. */
export interface ExecCreateRequest {
  readonly User: string;
  readonly Privileged: boolean;
  readonly Tty: boolean;
  readonly ConsoleSize?: readonly [number, number];
  readonly AttachStdin: boolean;
  readonly AttachStderr: boolean;
  readonly AttachStdout: boolean;
  readonly Detach: boolean;
  readonly DetachKeys: string;
  readonly Env: readonly string[] | null;
  readonly WorkingDir: string;
  readonly Cmd: readonly string[] | null;
}

/** Go: common.IDResponse. */
export interface ExecCreateResponse {
  readonly Id: string;
}

/** Go: container.ExecStartOptions. */
export interface ExecStartRequest {
  readonly Detach: boolean;
  readonly Tty: boolean;
  readonly ConsoleSize?: readonly [number, number];
}

/** Go: backend.ExecProcessConfig. */
export interface ExecProcessConfig {
  readonly tty: boolean;
  readonly entrypoint: string;
  readonly arguments: readonly string[] | null;
  readonly privileged?: boolean;
  readonly user?: string;
}

/** Go: backend.ExecInspect. */
export interface ExecInspectResponse {
  readonly ID: string;
  readonly Running: boolean;
  readonly ExitCode: number | null;
  readonly ProcessConfig: ExecProcessConfig | null;
  readonly OpenStdin: boolean;
  readonly OpenStderr: boolean;
  readonly OpenStdout: boolean;
  readonly CanRemove: boolean;
  readonly ContainerID: string;
  readonly DetachKeys: string | null;
  readonly Pid: number;
}

/** Go: v1.Platform. */
export interface Platform {
  readonly architecture: string;
  readonly os: string;
  readonly "os.version"?: string;
  readonly "os.features"?: readonly string[];
  readonly variant?: string;
}

/** Go: v1.Descriptor. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly urls?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly data?: string;
  readonly platform?: Platform;
  readonly artifactType?: string;
}

export interface ManifestSize {
  readonly Total: number;
  readonly Content: number;
}

export interface ManifestImageSize {
  readonly Unpacked: number;
}

/** Go: image.ImageProperties. */
export interface ManifestImageData {
  readonly Platform: Platform;
  readonly Size: ManifestImageSize;
  readonly Containers: readonly string[] | null;
}

/** Go: image.AttestationProperties. */
export interface ManifestAttestationData {
  readonly For: string;
}

/** Go: image.ManifestSummary. */
export interface ManifestSummary {
  readonly ID: string;
  readonly Descriptor: Descriptor;
  readonly Available: boolean;
  readonly Size: ManifestSize;
  readonly Kind: string;
  readonly ImageData?: ManifestImageData;
  readonly AttestationData?: ManifestAttestationData;
}

/** Go: image.Summary. */
export interface ImageSummary {
  readonly Containers: number;
  readonly Created: number;
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly ParentId: string;
  readonly Descriptor?: Descriptor;
  readonly Manifests?: readonly ManifestSummary[];
  readonly RepoDigests: readonly string[] | null;
  readonly RepoTags: readonly string[] | null;
  readonly SharedSize: number;
  readonly Size: number;
  readonly VirtualSize?: number;
}

/** Go: image.RootFS. */
export interface ImageRootFS {
  readonly Type?: string;
  readonly Layers?: readonly string[];
}

/** Go: image.Metadata. */
export interface ImageMetadata {
  readonly LastTagTime: Time;
}

/** Go: v1.DockerOCIImageConfig. */
export interface ImageConfigView {
  readonly ArgsEscaped?: boolean;
  readonly Cmd: readonly string[] | null;
  readonly Entrypoint: readonly string[] | null;
  readonly Env: readonly string[] | null;
  readonly ExposedPorts?: Readonly<Record<string, Readonly<Record<string, never>>>>;
  readonly Healthcheck?: HealthConfig;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly OnBuild: readonly string[] | null;
  readonly Shell?: readonly string[];
  readonly StopSignal?: string;
  readonly User: string;
  readonly Volumes: Readonly<Record<string, Readonly<Record<string, never>>>> | null;
  readonly WorkingDir: string;
}

/** Go: image.InspectResponse. */
export interface ImageInspectResponse {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
  readonly Parent: string;
  readonly Comment: string;
  readonly Created?: string;
  readonly DockerVersion: string;
  readonly Author: string;
  readonly Architecture: string;
  readonly Variant?: string;
  readonly Os: string;
  readonly OsVersion?: string;
  readonly Size: number;
  readonly VirtualSize?: number;
  readonly GraphDriver: GraphDriverData;
  readonly RootFS: ImageRootFS;
  readonly Metadata: ImageMetadata;
  readonly Descriptor?: Descriptor;
  readonly Manifests?: readonly ManifestSummary[];
  readonly Config: ImageConfigView | null;
}

/** Go: map[string]any, by name. */
export interface LegacyImageConfig {
  readonly ArgsEscaped?: boolean;
  readonly AttachStderr: boolean;
  readonly AttachStdin: boolean;
  readonly AttachStdout: boolean;
  readonly Cmd: readonly string[] | null;
  readonly Domainname: string;
  readonly Entrypoint: readonly string[] | null;
  readonly Env: readonly string[] | null;
  readonly ExposedPorts?: Readonly<Record<string, Readonly<Record<string, never>>>>;
  readonly Healthcheck?: HealthConfig;
  readonly Hostname: string;
  readonly Image: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly OnBuild: readonly string[] | null;
  readonly OpenStdin: boolean;
  readonly Shell?: readonly string[];
  readonly StdinOnce: boolean;
  readonly StopSignal?: string;
  readonly Tty: boolean;
  readonly User: string;
  readonly Volumes: Readonly<Record<string, Readonly<Record<string, never>>>> | null;
  readonly WorkingDir: string;
}

/** Go: image.InspectResponse with Container and ContainerConfig. */
export interface LegacyImageInspectResponse {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
  readonly Parent: string;
  readonly Comment: string;
  readonly Created?: string;
  readonly ContainerConfig?: ContainerConfig;
  readonly DockerVersion: string;
  readonly Author: string;
  readonly Architecture: string;
  readonly Variant?: string;
  readonly Os: string;
  readonly OsVersion?: string;
  readonly Size: number;
  readonly VirtualSize?: number;
  readonly GraphDriver: GraphDriverData;
  readonly RootFS: ImageRootFS;
  readonly Metadata: ImageMetadata;
  readonly Descriptor?: Descriptor;
  readonly Manifests?: readonly ManifestSummary[];
  readonly Config: LegacyImageConfig | null;
}

/** Go: image.HistoryResponseItem. */
export interface ImageHistoryItem {
  readonly Comment: string;
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Id: string;
  readonly Size: number;
  readonly Tags: readonly string[] | null;
}

/** Go: common.IDResponse. */
export interface ImageCommitResponse {
  readonly Id: string;
}

/** Go: image.LogEntry. */
export interface ImageLogEntry {
  readonly N: number;
  readonly Id: string;
  readonly Time: string;
  readonly By: string;
  readonly Available: boolean;
  readonly Size: number;
  readonly Current?: boolean;
}

/** Go: image.RollbackResponse. */
export interface ImageRollbackResponse {
  readonly Id: string;
  readonly Previous: string;
}

/** Go: image.DeleteResponse. */
export interface ImageDeleteResponseItem {
  readonly Deleted?: string;
  readonly Untagged?: string;
}

/** Go: image.PruneReport. */
export interface ImagePruneReport {
  readonly ImagesDeleted: readonly ImageDeleteResponseItem[] | null;
  readonly SpaceReclaimed: number;
}

/** Go: build.CachePruneReport. */
export interface BuildPruneReport {
  readonly CachesDeleted: readonly string[] | null;
  readonly SpaceReclaimed: number;
}

/** Go: network.IPAMConfig. */
export interface IPAMConfig {
  readonly Subnet?: string;
  readonly IPRange?: string;
  readonly Gateway?: string;
  readonly AuxiliaryAddresses?: Readonly<Record<string, string>>;
}

/** Go: network.IPAM. */
export interface IPAM {
  readonly Driver: string;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Config: readonly IPAMConfig[] | null;
}

/** Go: network.ConfigReference. */
export interface ConfigReference {
  readonly Network: string;
}

/** Go: network.EndpointResource. */
export interface NetworkEndpoint {
  readonly Name: string;
  readonly EndpointID: string;
  readonly MacAddress: string;
  readonly IPv4Address: string;
  readonly IPv6Address: string;
}

/** Go: network.PeerInfo. */
export interface PeerInfo {
  readonly Name: string;
  readonly IP: string;
}

/** Go: network.Inspect. */
export interface NetworkInspect {
  readonly Name: string;
  readonly Id: string;
  readonly Created: Time;
  readonly Scope: string;
  readonly Driver: string;
  readonly EnableIPv4: boolean;
  readonly EnableIPv6: boolean;
  readonly IPAM: IPAM;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Ingress: boolean;
  readonly ConfigFrom: ConfigReference;
  readonly ConfigOnly: boolean;
  readonly Containers: Readonly<Record<string, NetworkEndpoint>> | null;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Peers?: readonly PeerInfo[];
}

/** Go: network.CreateRequest. */
export interface NetworkCreateRequest {
  readonly Name: string;
  readonly CheckDuplicate?: boolean;
  readonly Driver: string;
  readonly Scope: string;
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6?: boolean;
  readonly IPAM: IPAM | null;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Ingress: boolean;
  readonly ConfigOnly: boolean;
  readonly ConfigFrom: ConfigReference | null;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** Go: network.CreateResponse. */
export interface NetworkCreateResponse {
  readonly Id: string;
  readonly Warning: string;
}

/** Go: network.ConnectOptions. */
export interface NetworkConnectRequest {
  readonly Container: string;
  readonly EndpointConfig?: EndpointSettings;
}

/** Go: network.DisconnectOptions. */
export interface NetworkDisconnectRequest {
  readonly Container: string;
  readonly Force: boolean;
}

/** Go: network.PruneReport. */
export interface NetworkPruneReport {
  readonly NetworksDeleted: readonly string[] | null;
}

/** Go: project.VersionRequest. */
export interface ProjectVersionRequest {
  readonly Model: string;
  readonly Services: readonly string[] | null;
  readonly Images: Readonly<Record<string, string>> | null;
  readonly WorkingDir: string;
  readonly ConfigFiles: readonly string[] | null;
}

/** Go: project.Version. */
export interface ProjectVersion {
  readonly N: number;
  readonly Time: string;
  readonly Model: string;
  readonly Services: readonly string[] | null;
  readonly Images: Readonly<Record<string, string>> | null;
  readonly WorkingDir: string;
  readonly ConfigFiles: readonly string[] | null;
}

/** Go: project.VersionAdded. */
export interface ProjectVersionAdded {
  readonly Kept: number;
}

/** Go: rehearsal.Request. */
export interface RehearsalRequest {
  readonly Acts: readonly RehearsalAct[] | null;
}

/** Go: rehearsal.Act. */
export interface RehearsalAct {
  readonly Act: string;
  readonly Ref?: string;
  readonly Force?: boolean;
  readonly Volumes?: boolean;
  readonly Link?: boolean;
  readonly NoPrune?: boolean;
  readonly Platforms?: readonly string[];
  readonly Signal?: string;
  readonly Filters?: Readonly<Record<string, readonly string[] | null>>;
  readonly All?: boolean;
  readonly ReservedSpace?: number;
  readonly MaxUsedSpace?: number;
  readonly MinFreeSpace?: number;
}

/** Go: rehearsal.Outcome. */
export interface RehearsalOutcome {
  readonly Objects: readonly RehearsalObject[] | null;
  readonly SpaceReclaimed?: number;
  readonly Status?: number;
  readonly Message?: string;
}

/** Go: rehearsal.Object. */
export interface RehearsalObject {
  readonly Does: string;
  readonly What: string;
  readonly Id: string;
  readonly Name?: string;
  readonly Size?: number;
}

/** Go: common.ErrorResponse. */
export interface ErrorResponse {
  readonly message: string;
}

/** Go: events.Actor. */
export interface EventActor {
  readonly ID: string;
  readonly Attributes: Readonly<Record<string, string>> | null;
}

/** Go: events.Message. */
export interface EventMessage {
  readonly status?: string;
  readonly id?: string;
  readonly from?: string;
  readonly Type: string;
  readonly Action: string;
  readonly Actor: EventActor;
  readonly scope?: string;
  readonly time?: number;
  readonly timeNano?: bigint;
}

export interface VersionPlatform {
  readonly Name: string;
}

/** Go: types.ComponentVersion. */
export interface ComponentVersion {
  readonly Name: string;
  readonly Version: string;
  readonly Details?: Readonly<Record<string, string>>;
}

/** Go: types.Version. */
export interface SystemVersion {
  readonly Platform: VersionPlatform;
  readonly Components?: readonly ComponentVersion[];
  readonly Version: string;
  readonly ApiVersion: string;
  readonly MinAPIVersion?: string;
  readonly GitCommit: string;
  readonly GoVersion: string;
  readonly Os: string;
  readonly Arch: string;
  readonly KernelVersion?: string;
  readonly Experimental?: boolean;
  readonly BuildTime?: string;
}

/** Go: system.PluginsInfo. */
export interface PluginsInfo {
  readonly Volume: readonly string[] | null;
  readonly Network: readonly string[] | null;
  readonly Authorization: readonly string[] | null;
  readonly Log: readonly string[] | null;
}

/** Go: registry.IndexInfo. */
export interface IndexInfo {
  readonly Name: string;
  readonly Mirrors: readonly string[] | null;
  readonly Secure: boolean;
  readonly Official: boolean;
}

/** Go: registry.ServiceConfig. */
export interface RegistryServiceConfig {
  readonly IndexConfigs: Readonly<Record<string, IndexInfo>> | null;
  readonly InsecureRegistryCIDRs: readonly string[] | null;
  readonly Mirrors: readonly string[] | null;
}

/** Go: swarm.NamedGenericResource. */
export interface NamedResource {
  readonly Kind?: string;
  readonly Value?: string;
}

/** Go: swarm.DiscreteGenericResource. */
export interface DiscreteResource {
  readonly Kind?: string;
  readonly Value?: number;
}

/** Go: swarm.GenericResource. */
export interface GenericResource {
  readonly NamedResourceSpec?: NamedResource;
  readonly DiscreteResourceSpec?: DiscreteResource;
}

/** Go: system.RuntimeWithStatus. */
export interface RuntimeInfo {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
  readonly status?: Readonly<Record<string, string>>;
}

/** Go: swarm.Peer. */
export interface SwarmPeer {
  readonly NodeID: string;
  readonly Addr: string;
}

/** Go: swarm.Info. */
export interface SwarmInfo {
  readonly NodeID: string;
  readonly NodeAddr: string;
  readonly LocalNodeState: string;
  readonly ControlAvailable: boolean;
  readonly Error: string;
  readonly RemoteManagers: readonly SwarmPeer[] | null;
  readonly Nodes?: number;
  readonly Managers?: number;
}

/** Go: system.Commit. */
export interface Commit {
  readonly ID: string;
  readonly Expected?: string;
}

/** Go: system.NetworkAddressPool. */
export interface AddressPool {
  readonly Base: string;
  readonly Size: number;
}

/** Go: system.FirewallInfo. */
export interface FirewallInfo {
  readonly Driver: string;
  readonly Info?: ReadonlyArray<readonly string[] | null>;
}

/** Go: system.ContainerdNamespaces. */
export interface ContainerdNamespaces {
  readonly Containers: string;
  readonly Plugins: string;
}

/** Go: system.ContainerdInfo. */
export interface ContainerdInfo {
  readonly Address?: string;
  readonly Namespaces: ContainerdNamespaces;
}

/** Go: system.DeviceInfo. */
export interface DeviceInfo {
  readonly Source: string;
  readonly ID: string;
}

/** Go: system.Info. */
export interface SystemInfo {
  readonly ID: string;
  readonly Containers: number;
  readonly ContainersRunning: number;
  readonly ContainersPaused: number;
  readonly ContainersStopped: number;
  readonly Images: number;
  readonly Driver: string;
  readonly DriverStatus: ReadonlyArray<readonly string[] | null> | null;
  readonly SystemStatus?: ReadonlyArray<readonly string[] | null>;
  readonly Plugins: PluginsInfo;
  readonly MemoryLimit: boolean;
  readonly SwapLimit: boolean;
  readonly KernelMemory?: boolean;
  readonly KernelMemoryTCP?: boolean;
  readonly CpuCfsPeriod: boolean;
  readonly CpuCfsQuota: boolean;
  readonly CPUShares: boolean;
  readonly CPUSet: boolean;
  readonly PidsLimit: boolean;
  readonly IPv4Forwarding: boolean;
  readonly BridgeNfIptables?: boolean;
  readonly BridgeNfIp6tables?: boolean;
  readonly Debug: boolean;
  readonly NFd: number;
  readonly OomKillDisable: boolean;
  readonly NGoroutines: number;
  readonly SystemTime: string;
  readonly LoggingDriver: string;
  readonly CgroupDriver: string;
  readonly CgroupVersion?: string;
  readonly NEventsListener: number;
  readonly KernelVersion: string;
  readonly OperatingSystem: string;
  readonly OSVersion: string;
  readonly OSType: string;
  readonly Architecture: string;
  readonly IndexServerAddress: string;
  readonly RegistryConfig: RegistryServiceConfig | null;
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly GenericResources: readonly GenericResource[] | null;
  readonly DockerRootDir: string;
  readonly HttpProxy: string;
  readonly HttpsProxy: string;
  readonly NoProxy: string;
  readonly Name: string;
  readonly Labels: readonly string[] | null;
  readonly ExperimentalBuild: boolean;
  readonly ServerVersion: string;
  readonly Runtimes: Readonly<Record<string, RuntimeInfo>> | null;
  readonly DefaultRuntime: string;
  readonly Swarm: SwarmInfo;
  readonly LiveRestoreEnabled: boolean;
  readonly Isolation: Isolation;
  readonly InitBinary: string;
  readonly ContainerdCommit: Commit;
  readonly RuncCommit: Commit;
  readonly InitCommit: Commit;
  readonly SecurityOptions: readonly string[] | null;
  readonly ProductLicense?: string;
  readonly DefaultAddressPools?: readonly AddressPool[];
  readonly FirewallBackend?: FirewallInfo;
  readonly DiscoveredDevices?: readonly DeviceInfo[];
  readonly CDISpecDirs: readonly string[] | null;
  readonly Containerd?: ContainerdInfo;
  readonly Warnings: readonly string[] | null;
}

/** Go: build.CacheRecord. */
export interface BuildCacheRecord {
  readonly ID: string;
  readonly Parent?: string;
  readonly Parents?: readonly string[];
  readonly Type: string;
  readonly Description: string;
  readonly InUse: boolean;
  readonly Shared: boolean;
  readonly Size: number;
  readonly CreatedAt: string;
  readonly LastUsedAt: string;
  readonly UsageCount: number;
}

/** Go: types.DiskUsage. */
export interface DiskUsage {
  readonly LayersSize: number;
  readonly Images: readonly ImageSummary[] | null;
  readonly Containers: readonly ContainerSummary[] | null;
  readonly Volumes: readonly Volume[] | null;
  readonly BuildCache: readonly BuildCacheRecord[] | null;
  readonly ImageHistory?: ImageHistoryUsage;
}

/** Go: image.HistoryUsage. */
export interface ImageHistoryUsage {
  readonly Images: number;
  readonly Size: number;
}

/** Go: volume.UsageData. */
export interface VolumeUsageData {
  readonly RefCount: number;
  readonly Size: number;
}

/** Go: volume.Volume. */
export interface Volume {
  readonly ClusterVolume?: unknown;
  readonly CreatedAt?: string;
  readonly Driver: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Mountpoint: string;
  readonly Name: string;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Scope: string;
  readonly Status?: Readonly<Record<string, unknown>>;
  readonly UsageData?: VolumeUsageData;
}

/** Go: volume.ListResponse. */
export interface VolumeListResponse {
  readonly Volumes: readonly Volume[] | null;
  readonly Warnings: readonly string[] | null;
}

/** Go: volume.CreateOptions. */
export interface VolumeCreateRequest {
  readonly ClusterVolumeSpec?: unknown;
  readonly Driver?: string;
  readonly DriverOpts?: Readonly<Record<string, string>>;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Name?: string;
}

/** Go: volume.PruneReport. */
export interface VolumePruneReport {
  readonly VolumesDeleted: readonly string[] | null;
  readonly SpaceReclaimed: number;
}

/** Every struct by its name, for `decode` and `encode`. */
export interface ApiTypes {
  readonly PortBinding: PortBinding;
  readonly HealthConfig: HealthConfig;
  readonly ContainerConfig: ContainerConfig;
  readonly LogConfig: LogConfig;
  readonly RestartPolicy: RestartPolicy;
  readonly WeightDevice: WeightDevice;
  readonly ThrottleDevice: ThrottleDevice;
  readonly DeviceMapping: DeviceMapping;
  readonly DeviceRequest: DeviceRequest;
  readonly Ulimit: Ulimit;
  readonly Resources: Resources;
  readonly BindOptions: BindOptions;
  readonly MountDriver: MountDriver;
  readonly VolumeOptions: VolumeOptions;
  readonly ImageOptions: ImageOptions;
  readonly TmpfsOptions: TmpfsOptions;
  readonly ClusterOptions: ClusterOptions;
  readonly Mount: Mount;
  readonly HostConfig: HostConfig;
  readonly EndpointIPAMConfig: EndpointIPAMConfig;
  readonly EndpointSettings: EndpointSettings;
  readonly NetworkingConfig: NetworkingConfig;
  readonly ContainerCreateRequest: ContainerCreateRequest;
  readonly ContainerUpdateRequest: ContainerUpdateRequest;
  readonly ContainerUpdateResponse: ContainerUpdateResponse;
  readonly ContainerCreateResponse: ContainerCreateResponse;
  readonly HealthcheckResult: HealthcheckResult;
  readonly Health: Health;
  readonly ContainerState: ContainerState;
  readonly GraphDriverData: GraphDriverData;
  readonly MountPoint: MountPoint;
  readonly Address: Address;
  readonly NetworkSettingsBase: NetworkSettingsBase;
  readonly DefaultNetworkSettings: DefaultNetworkSettings;
  readonly NetworkSettings: NetworkSettings;
  readonly ContainerJSONBase: ContainerJSONBase;
  readonly ContainerInspectResponse: ContainerInspectResponse;
  readonly Port: Port;
  readonly ContainerSummaryHostConfig: ContainerSummaryHostConfig;
  readonly NetworkSettingsSummary: NetworkSettingsSummary;
  readonly ContainerSummary: ContainerSummary;
  readonly ContainerWaitError: ContainerWaitError;
  readonly ContainerWaitResponse: ContainerWaitResponse;
  readonly FilesystemChange: FilesystemChange;
  readonly ContainerTopResponse: ContainerTopResponse;
  readonly ContainerPruneReport: ContainerPruneReport;
  readonly BlkioStatEntry: BlkioStatEntry;
  readonly BlkioStats: BlkioStats;
  readonly PidsStats: PidsStats;
  readonly CpuUsage: CpuUsage;
  readonly ThrottlingData: ThrottlingData;
  readonly CpuStats: CpuStats;
  readonly MemoryStats: MemoryStats;
  readonly NetworkStats: NetworkStats;
  readonly StatsResponse: StatsResponse;
  readonly ContainerEndRequest: ContainerEndRequest;
  readonly ContainerPreviousRun: ContainerPreviousRun;
  readonly ContainerWhy: ContainerWhy;
  readonly DistributionInspect: DistributionInspect;
  readonly AuthConfig: AuthConfig;
  readonly AuthenticateOkBody: AuthenticateOkBody;
  readonly SearchResult: SearchResult;
  readonly ExecCreateRequest: ExecCreateRequest;
  readonly ExecCreateResponse: ExecCreateResponse;
  readonly ExecStartRequest: ExecStartRequest;
  readonly ExecProcessConfig: ExecProcessConfig;
  readonly ExecInspectResponse: ExecInspectResponse;
  readonly Platform: Platform;
  readonly Descriptor: Descriptor;
  readonly ManifestSize: ManifestSize;
  readonly ManifestImageSize: ManifestImageSize;
  readonly ManifestImageData: ManifestImageData;
  readonly ManifestAttestationData: ManifestAttestationData;
  readonly ManifestSummary: ManifestSummary;
  readonly ImageSummary: ImageSummary;
  readonly ImageRootFS: ImageRootFS;
  readonly ImageMetadata: ImageMetadata;
  readonly ImageConfigView: ImageConfigView;
  readonly ImageInspectResponse: ImageInspectResponse;
  readonly LegacyImageConfig: LegacyImageConfig;
  readonly LegacyImageInspectResponse: LegacyImageInspectResponse;
  readonly ImageHistoryItem: ImageHistoryItem;
  readonly ImageCommitResponse: ImageCommitResponse;
  readonly ImageLogEntry: ImageLogEntry;
  readonly ImageRollbackResponse: ImageRollbackResponse;
  readonly ImageDeleteResponseItem: ImageDeleteResponseItem;
  readonly ImagePruneReport: ImagePruneReport;
  readonly BuildPruneReport: BuildPruneReport;
  readonly IPAMConfig: IPAMConfig;
  readonly IPAM: IPAM;
  readonly ConfigReference: ConfigReference;
  readonly NetworkEndpoint: NetworkEndpoint;
  readonly PeerInfo: PeerInfo;
  readonly NetworkInspect: NetworkInspect;
  readonly NetworkCreateRequest: NetworkCreateRequest;
  readonly NetworkCreateResponse: NetworkCreateResponse;
  readonly NetworkConnectRequest: NetworkConnectRequest;
  readonly NetworkDisconnectRequest: NetworkDisconnectRequest;
  readonly NetworkPruneReport: NetworkPruneReport;
  readonly ProjectVersionRequest: ProjectVersionRequest;
  readonly ProjectVersion: ProjectVersion;
  readonly ProjectVersionAdded: ProjectVersionAdded;
  readonly RehearsalRequest: RehearsalRequest;
  readonly RehearsalAct: RehearsalAct;
  readonly RehearsalOutcome: RehearsalOutcome;
  readonly RehearsalObject: RehearsalObject;
  readonly ErrorResponse: ErrorResponse;
  readonly EventActor: EventActor;
  readonly EventMessage: EventMessage;
  readonly VersionPlatform: VersionPlatform;
  readonly ComponentVersion: ComponentVersion;
  readonly SystemVersion: SystemVersion;
  readonly PluginsInfo: PluginsInfo;
  readonly IndexInfo: IndexInfo;
  readonly RegistryServiceConfig: RegistryServiceConfig;
  readonly NamedResource: NamedResource;
  readonly DiscreteResource: DiscreteResource;
  readonly GenericResource: GenericResource;
  readonly RuntimeInfo: RuntimeInfo;
  readonly SwarmPeer: SwarmPeer;
  readonly SwarmInfo: SwarmInfo;
  readonly Commit: Commit;
  readonly AddressPool: AddressPool;
  readonly FirewallInfo: FirewallInfo;
  readonly ContainerdNamespaces: ContainerdNamespaces;
  readonly ContainerdInfo: ContainerdInfo;
  readonly DeviceInfo: DeviceInfo;
  readonly SystemInfo: SystemInfo;
  readonly BuildCacheRecord: BuildCacheRecord;
  readonly DiskUsage: DiskUsage;
  readonly ImageHistoryUsage: ImageHistoryUsage;
  readonly VolumeUsageData: VolumeUsageData;
  readonly Volume: Volume;
  readonly VolumeListResponse: VolumeListResponse;
  readonly VolumeCreateRequest: VolumeCreateRequest;
  readonly VolumePruneReport: VolumePruneReport;
}
