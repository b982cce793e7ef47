const times = { CreatedAt: "2020-01-02T03:04:05.123456789Z", UpdatedAt: "2020-02-03T04:05:06Z" };
const version = { Index: 17 };
const digest = `sha256:${"ab".repeat(32)}`;

const fileReference = (Name: string, more: object) => ({ File: { Name, UID: "0", GID: "0", Mode: 0o444 }, ...more });

/** With something in every field that updates take from. */
export const web = {
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
          GenericResources: [{ DiscreteResourceSpec: { Kind: "gpu", Value: 2 } }],
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
export const bare = {
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
export const job = {
  ...bare,
  ID: "service3ccccccccccccccccc",
  Spec: { ...bare.Spec, Name: "job", Mode: { ReplicatedJob: { MaxConcurrent: 2, TotalCompletions: 4 } } },
  JobStatus: { JobIteration: { Index: 1 } },
};
