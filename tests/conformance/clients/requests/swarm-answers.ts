import type { EngineAnswers } from "../../../support/recording-engine.ts";
import { bare, job, web } from "./swarm-services.ts";

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
