import type { EngineAnswers } from "../../../support/recording-engine.ts";

const times = { CreatedAt: "2020-01-02T03:04:05.123456789Z", UpdatedAt: "2020-02-03T04:05:06Z" };
const version = { Index: 17 };
const absent = (what: string) => ({ status: 404, json: { message: what } });

const node = (ID: string, hostname: string, role: string) => ({
  ID,
  Version: version,
  ...times,
  Spec: { Labels: role === "manager" ? { rack: "one" } : {}, Role: role, Availability: "active" },
  Description: {
    Hostname: hostname,
    Platform: { Architecture: "x86_64", OS: "linux" },
    Resources: { NanoCPUs: 2_000_000_000, MemoryBytes: 4_000_000_000 },
    Engine: {
      EngineVersion: "28.5.2",
      Labels: { engine: "label" },
      Plugins: [
        { Type: "Network", Name: "bridge" },
        { Type: "Volume", Name: "local" },
        { Type: "Network", Name: "overlay" },
      ],
    },
    TLSInfo: {},
  },
  Status: { State: "ready", Addr: "192.0.2.1" },
  ...(role === "manager" ? { ManagerStatus: { Leader: true, Reachability: "reachable", Addr: "192.0.2.1:2377" } } : {}),
});
const first = node("node1aaaaaaaaaaaaaaaaaaaa", "alpha", "manager");
const second = node("node2bbbbbbbbbbbbbbbbbbbb", "beta", "worker");

const digest = `sha256:${"ab".repeat(32)}`;

const fileReference = (Name: string, more: object) => ({ File: { Name, UID: "0", GID: "0", Mode: 0o444 }, ...more });

/** With something in every field that updates take from. */
const web = {
  ID: "service1aaaaaaaaaaaaaaaaa",
  Version: version,
  ...times,
  Spec: {
    Name: "web",
    Labels: { "com.docker.stack.namespace": "shop", tier: "front" },
    TaskTemplate: {
      ContainerSpec: {
        Image: `nginx:1@${digest}`,
        Labels: { inner: "yes" },
        Command: ["run"],
        Args: ["-x"],
        Env: ["A=1", "B=2"],
        Dir: "/srv",
        User: "web",
        Groups: ["g1", "g2"],
        Mounts: [{ Type: "volume", Source: "data", Target: "/data" }],
        StopGracePeriod: 10_000_000_000,
        Healthcheck: { Test: ["CMD-SHELL", "true"], Interval: 1_000_000_000 },
        Hosts: ["10.0.0.1 one", "10.0.0.2 two"],
        DNSConfig: { Nameservers: ["8.8.8.8"], Search: ["example.com"], Options: ["ndots:1"] },
        Secrets: [fileReference("s1", { SecretID: "secret1aaaaaaaaaaaaaaaaaa", SecretName: "s1" })],
        Configs: [fileReference("/c1", { ConfigID: "config1aaaaaaaaaaaaaaaaaa", ConfigName: "c1" })],
        Isolation: "default",
        Sysctls: { "net.core.somaxconn": "1024" },
        CapabilityAdd: ["CAP_NET_ADMIN"],
        CapabilityDrop: ["CAP_CHOWN"],
        Ulimits: [{ Name: "nofile", Hard: 20, Soft: 10 }],
      },
      Resources: {
        Limits: { NanoCPUs: 500_000_000, MemoryBytes: 1_048_576, Pids: 20 },
        Reservations: {
          NanoCPUs: 100_000_000,
          GenericResources: [
            { DiscreteResourceSpec: { Kind: "gpu", Value: 2 } },
            { DiscreteResourceSpec: { Kind: "ssd", Value: 1 } },
          ],
        },
      },
      RestartPolicy: { Condition: "any", Delay: 5_000_000_000, MaxAttempts: 3 },
      Placement: {
        Constraints: ["node.role==worker", "node.labels.a==b"],
        Preferences: [{ Spread: { SpreadDescriptor: "node.labels.rack" } }],
        MaxReplicas: 2,
        Platforms: [{ Architecture: "amd64", OS: "linux" }],
      },
      Networks: [{ Target: "network1aaaaaaaaaaaaaaaaa", Aliases: ["w"] }],
      LogDriver: { Name: "json-file", Options: { "max-size": "1m" } },
      ForceUpdate: 4,
      Runtime: "container",
    },
    Mode: { Replicated: { Replicas: 2 } },
    UpdateConfig: {
      Parallelism: 2,
      FailureAction: "pause",
      Monitor: 5_000_000_000,
      MaxFailureRatio: 0.5,
      Order: "stop-first",
    },
    RollbackConfig: {
      Parallelism: 1,
      FailureAction: "pause",
      Monitor: 5_000_000_000,
      MaxFailureRatio: 0,
      Order: "stop-first",
    },
    EndpointSpec: {
      Mode: "vip",
      Ports: [
        { Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" },
        { Protocol: "tcp", TargetPort: 81, PublishedPort: 8081, PublishMode: "ingress" },
        { Protocol: "udp", TargetPort: 53, PublishedPort: 53, PublishMode: "host" },
      ],
    },
  },
  PreviousSpec: {
    Name: "web",
    Labels: {},
    TaskTemplate: { ContainerSpec: { Image: "nginx:0" }, ForceUpdate: 0 },
    Mode: { Replicated: { Replicas: 1 } },
  },
  Endpoint: {
    Spec: {},
    Ports: [
      { Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" },
      { Protocol: "tcp", TargetPort: 81, PublishedPort: 8081, PublishMode: "ingress" },
      { Protocol: "udp", TargetPort: 53, PublishedPort: 53, PublishMode: "host" },
    ],
    VirtualIPs: [{ NetworkID: "network1aaaaaaaaaaaaaaaaa", Addr: "10.0.0.2/24" }],
  },
  UpdateStatus: {
    State: "completed",
    StartedAt: "2020-01-02T03:04:05Z",
    CompletedAt: "2020-01-02T03:05:05Z",
    Message: "update completed",
  },
};

/** With next to nothing. */
const bare = {
  ID: "service2bbbbbbbbbbbbbbbbb",
  Version: version,
  ...times,
  Spec: {
    Name: "bare",
    Labels: { "com.docker.stack.namespace": "other" },
    TaskTemplate: { ContainerSpec: { Image: "alpine:3" }, ForceUpdate: 0 },
    Mode: { Global: {} },
  },
  Endpoint: { Spec: {} },
};
const job = {
  ...bare,
  ID: "service3ccccccccccccccccc",
  Spec: { ...bare.Spec, Name: "job", Mode: { ReplicatedJob: { MaxConcurrent: 2, TotalCompletions: 4 } } },
  JobStatus: { JobIteration: { Index: 1 } },
};
const counts = (RunningTasks: number, DesiredTasks: number, CompletedTasks = 0) => ({
  ServiceStatus: { RunningTasks, DesiredTasks, CompletedTasks },
});

const task = (ID: string, Slot: number, more: object) => ({
  ID,
  Version: version,
  ...times,
  Labels: {},
  Spec: { ContainerSpec: { Image: `nginx:1@${digest}` } },
  ServiceID: web.ID,
  NodeID: first.ID,
  Slot,
  Status: {
    Timestamp: "2020-01-02T03:04:05Z",
    State: "running",
    ContainerStatus: { ContainerID: "c1", PID: 7, ExitCode: 0 },
  },
  DesiredState: "running",
  ...more,
});
const tasks = [
  task("task1aaaaaaaaaaaaaaaaaaaa", 1, {}),
  task("task2bbbbbbbbbbbbbbbbbbbb", 1, {
    DesiredState: "shutdown",
    NodeID: second.ID,
    Status: {
      Timestamp: "2020-01-02T03:04:05Z",
      State: "failed",
      Err: "task: non-zero exit (1) and a rather long story about it",
      PortStatus: { Ports: [{ Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "host" }] },
    },
  }),
  task("task3cccccccccccccccccccc", 2, {}),
];

const secret = (ID: string, Name: string) => ({
  ID,
  Version: version,
  ...times,
  Spec: { Name, Labels: { a: "b" }, Driver: { Name: "vault", Options: {} } },
});
const config = (ID: string, Name: string) => ({
  ID,
  Version: version,
  ...times,
  Spec: { Name, Labels: { a: "b" }, Data: Buffer.from("hello\n").toString("base64") },
});
const secrets = [secret("secret1aaaaaaaaaaaaaaaaaa", "s1"), secret("secret2bbbbbbbbbbbbbbbbbb", "s2")];
const configs = [config("config1aaaaaaaaaaaaaaaaaa", "c1"), config("config2bbbbbbbbbbbbbbbbbb", "c2")];

const caConfig = { NodeCertExpiry: 7_776_000_000_000_000 };
const swarm = {
  ID: "swarm1aaaaaaaaaaaaaaaaaaa",
  Version: version,
  ...times,
  Spec: {
    Name: "default",
    Labels: {},
    Orchestration: { TaskHistoryRetentionLimit: 5 },
    Raft: {
      SnapshotInterval: 10_000,
      KeepOldSnapshots: 0,
      LogEntriesForSlowFollowers: 500,
      ElectionTick: 10,
      HeartbeatTick: 1,
    },
    Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
    CAConfig: caConfig,
    TaskDefaults: {},
    EncryptionConfig: { AutoLockManagers: false },
  },
  TLSInfo: {
    TrustRoot: "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
    CertIssuerSubject: "MA==",
    CertIssuerPublicKey: "MA==",
  },
  RootRotationInProgress: false,
  JoinTokens: { Worker: "SWMTKN-1-worker", Manager: "SWMTKN-1-manager" },
};

const plugin = {
  Id: "plugin1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  Name: "vieux/sshfs:latest",
  Enabled: true,
  PluginReference: "docker.io/vieux/sshfs:latest",
  Settings: { Mounts: [], Env: ["DEBUG=0"], Args: [], Devices: [] },
  Config: {
    Description: "sshFS plugin\nfor Docker which has a long description of its own",
    Interface: { Types: [], Socket: "s" },
  },
};
const network = {
  Name: "back",
  Id: "network1aaaaaaaaaaaaaaaaa",
  Scope: "swarm",
  Driver: "overlay",
  Created: times.CreatedAt,
};

const clusterVolume = {
  Name: "vol",
  Driver: "csi",
  ClusterVolume: {
    ID: "cv",
    Version: version,
    ...times,
    Spec: { Group: "g", AccessMode: {}, Availability: "active" },
    PublishStatus: [{ NodeID: "n", State: "published" }],
    Info: { VolumeID: "v" },
  },
};

const info = {
  ID: "engine",
  OSType: "linux",
  Swarm: {
    NodeID: first.ID,
    NodeAddr: "192.0.2.1",
    LocalNodeState: "active",
    ControlAvailable: true,
    RemoteManagers: [{ NodeID: first.ID, Addr: "192.0.2.1:2377" }],
  },
};

/** What a manager of a small swarm answers. */
export const swarmAnswers: EngineAnswers = {
  "GET /info": { json: info },
  "GET /version": { json: { ApiVersion: "1.51" } },
  "POST /swarm/init": { json: first.ID },
  "POST /swarm/join": {},
  "POST /swarm/leave": {},
  "POST /swarm/update": {},
  "POST /swarm/unlock": {},
  "GET /swarm": { json: swarm },
  "GET /swarm/unlockkey": { json: { UnlockKey: "SWMKEY-1-key" } },
  "GET /nodes": { json: [second, first] },
  ...named("/nodes", [first, second], ({ Description }) => Description.Hostname),
  "GET /nodes/self": absent("node self not found"),
  "POST /nodes/beta/update": {},
  "POST /nodes/node2bbbbbbbbbbbbbbbbbbbb/update": {},
  "POST /nodes/node1aaaaaaaaaaaaaaaaaaaa/update": {},
  "POST /nodes/alpha/update": {},
  "DELETE /nodes/beta": {},
  "DELETE /nodes/alpha": { status: 400, json: { message: "node alpha is a cluster manager" } },
  "GET /services": {
    json: [
      { ...web, ...counts(1, 2) },
      { ...bare, ...counts(2, 2) },
      { ...job, ...counts(0, 2, 3) },
    ],
  },
  ...named("/services", [web, bare, job], ({ Spec }) => Spec.Name),
  "POST /services/create": { status: 201, json: { ID: "newservice", Warnings: ["be careful"] } },
  "POST /services/service1aaaaaaaaaaaaaaaaa/update": { json: { Warnings: null } },
  "POST /services/service2bbbbbbbbbbbbbbbbb/update": { json: { Warnings: ["oh"] } },
  "POST /services/service3ccccccccccccccccc/update": { json: { Warnings: null } },
  "DELETE /services/web": {},
  "DELETE /services/service1aaaaaaaaaaaaaaaaa": {},
  "GET /services/web/logs": { text: "" },
  "GET /services/service1aaaaaaaaaaaaaaaaa/logs": { text: "" },
  "GET /tasks": { json: tasks },
  ...named("/tasks", tasks, ({ ID }) => ID),
  "GET /secrets": { json: secrets },
  ...named("/secrets", secrets, ({ Spec }) => Spec.Name),
  "POST /secrets/create": { status: 201, json: { ID: "newsecret" } },
  "DELETE /secrets/s1": { status: 204 },
  "GET /configs": { json: configs },
  ...named("/configs", configs, ({ Spec }) => Spec.Name),
  "POST /configs/create": { status: 201, json: { ID: "newconfig" } },
  "DELETE /configs/c1": { status: 204 },
  "GET /networks": { json: [network] },
  "GET /networks/back": { json: network },
  "GET /networks/network1aaaaaaaaaaaaaaaaa": { json: network },
  "DELETE /networks/network1aaaaaaaaaaaaaaaaa": { status: 204 },
  "GET /distribution/nginx:2/json": {
    json: {
      Descriptor: { digest },
      Platforms: [
        { architecture: "amd64", os: "linux" },
        { architecture: "arm64", os: "linux" },
      ],
    },
  },
  "GET /distribution/registry.test/app/json": absent("no such image"),
  "GET /plugins": { json: [plugin, { ...plugin, Id: "plugin2", Name: "other:1", Enabled: false }] },
  "GET /plugins/sshfs/json": { json: plugin },
  "GET /plugins/off/json": { json: { ...plugin, Name: "off:latest", Enabled: false } },
  "GET /plugins/vieux/sshfs:latest/json": { json: plugin },
  "GET /plugins/privileges": { json: [{ Name: "network", Description: "", Value: ["host"] }] },
  "POST /plugins/pull": {
    headers: { "Docker-Plugin-Name": "vieux/sshfs:latest" },
    text: '{"status":"Digest: sha256:00"}\n{"status":"Status: Downloaded"}\n',
    type: "application/json",
  },
  "POST /plugins/sshfs/enable": {},
  "POST /plugins/sshfs/disable": {},
  "POST /plugins/sshfs/set": { status: 204 },
  "POST /plugins/vieux/sshfs:latest/enable": {},
  "POST /plugins/vieux/sshfs:latest/set": { status: 204 },
  "POST /plugins/vieux/sshfs:latest/push": { text: '{"status":"pushed"}\n', type: "application/json" },
  "POST /plugins/off:latest/upgrade": { text: "", status: 204 },
  "POST /plugins/off/upgrade": { text: '{"status":"upgraded"}\n', type: "application/json" },
  "POST /plugins/create": { status: 204 },
  "DELETE /plugins/sshfs": {},
  "GET /containers/box/checkpoints": { json: [{ Name: "cp1" }, { Name: "cp2" }] },
  "POST /containers/box/checkpoints": { status: 201 },
  "DELETE /containers/box/checkpoints/cp1": { status: 204 },
  "POST /volumes/create": {
    status: 201,
    json: { Name: "vol", Driver: "local", Mountpoint: "/v", Labels: {}, Scope: "local", Options: {} },
  },
  "PUT /volumes/cv": {},
  "GET /volumes": { json: { Volumes: [clusterVolume, { Name: "plain", Driver: "local" }], Warnings: null } },
  "GET /volumes/vol": { json: clusterVolume },
  "GET /volumes/plain": { json: { Name: "plain", Driver: "local" } },
};

/** Objects that are inspected by id and by name. */
function named<T extends { readonly ID: string }>(
  folder: string,
  all: readonly T[],
  nameOf: (one: T) => string,
): EngineAnswers {
  return Object.fromEntries(
    all.flatMap((one) => [one.ID, nameOf(one)].map((name) => [`GET ${folder}/${name}`, { json: one }])),
  );
}
