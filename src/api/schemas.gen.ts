// Generated from spec/engine-api/*.types.yaml by `bun run gen`. Do not edit.

import type { SchemaTable } from "./type-notation.ts";

export const schemaTable: SchemaTable = {
 "scalars": {
  "NetworkMode": {
   "base": "string",
   "go": "container.NetworkMode"
  },
  "RestartPolicyMode": {
   "base": "string",
   "go": "container.RestartPolicyMode"
  },
  "CgroupnsMode": {
   "base": "string",
   "go": "container.CgroupnsMode"
  },
  "IpcMode": {
   "base": "string",
   "go": "container.IpcMode"
  },
  "CgroupSpec": {
   "base": "string",
   "go": "container.CgroupSpec"
  },
  "PidMode": {
   "base": "string",
   "go": "container.PidMode"
  },
  "UTSMode": {
   "base": "string",
   "go": "container.UTSMode"
  },
  "UsernsMode": {
   "base": "string",
   "go": "container.UsernsMode"
  },
  "Isolation": {
   "base": "string",
   "go": "container.Isolation"
  },
  "MountType": {
   "base": "string",
   "go": "mount.Type"
  },
  "MountConsistency": {
   "base": "string",
   "go": "mount.Consistency"
  },
  "MountPropagation": {
   "base": "string",
   "go": "mount.Propagation"
  },
  "Duration": {
   "base": "int64",
   "go": "time.Duration"
  },
  "FileMode": {
   "base": "uint32",
   "go": "fs.FileMode"
  },
  "Time": {
   "base": "string",
   "go": "time.Time"
  }
 },
 "aliases": {
  "PortSet": {
   "type": "map[string]struct{}",
   "go": "nat.PortSet"
  },
  "PortMap": {
   "type": "map[string][]PortBinding",
   "go": "nat.PortMap"
  }
 },
 "structs": {
  "PortBinding": {
   "go": "nat.PortBinding",
   "fields": {
    "HostIp": "string",
    "HostPort": "string"
   }
  },
  "HealthConfig": {
   "go": "container.HealthConfig",
   "fields": {
    "Test": "[]string omitempty",
    "Interval": "Duration omitempty",
    "Timeout": "Duration omitempty",
    "StartPeriod": "Duration omitempty",
    "StartInterval": "Duration omitempty",
    "Retries": "int omitempty"
   }
  },
  "ContainerConfig": {
   "go": "container.Config",
   "fields": {
    "Hostname": "string",
    "Domainname": "string",
    "User": "string",
    "AttachStdin": "bool",
    "AttachStdout": "bool",
    "AttachStderr": "bool",
    "ExposedPorts": "PortSet omitempty",
    "Tty": "bool",
    "OpenStdin": "bool",
    "StdinOnce": "bool",
    "Env": "[]string",
    "Cmd": "StrSlice",
    "Healthcheck": "*HealthConfig omitempty",
    "ArgsEscaped": "bool omitempty",
    "Image": "string",
    "Volumes": "map[string]struct{}",
    "WorkingDir": "string",
    "Entrypoint": "StrSlice",
    "NetworkDisabled": "bool omitempty",
    "MacAddress": "string omitempty",
    "OnBuild": "[]string",
    "Labels": "map[string]string",
    "StopSignal": "string omitempty",
    "StopTimeout": "*int omitempty",
    "Shell": "StrSlice omitempty"
   }
  },
  "LogConfig": {
   "go": "container.LogConfig",
   "fields": {
    "Type": "string",
    "Config": "map[string]string"
   }
  },
  "RestartPolicy": {
   "go": "container.RestartPolicy",
   "fields": {
    "Name": "RestartPolicyMode",
    "MaximumRetryCount": "int"
   }
  },
  "WeightDevice": {
   "go": "blkiodev.WeightDevice",
   "fields": {
    "Path": "string",
    "Weight": "uint16"
   }
  },
  "ThrottleDevice": {
   "go": "blkiodev.ThrottleDevice",
   "fields": {
    "Path": "string",
    "Rate": "uint64"
   }
  },
  "DeviceMapping": {
   "go": "container.DeviceMapping",
   "fields": {
    "PathOnHost": "string",
    "PathInContainer": "string",
    "CgroupPermissions": "string"
   }
  },
  "DeviceRequest": {
   "go": "container.DeviceRequest",
   "fields": {
    "Driver": "string",
    "Count": "int",
    "DeviceIDs": "[]string",
    "Capabilities": "[][]string",
    "Options": "map[string]string"
   }
  },
  "Ulimit": {
   "go": "units.Ulimit",
   "fields": {
    "Name": "string",
    "Hard": "int64",
    "Soft": "int64"
   }
  },
  "Resources": {
   "go": "container.Resources",
   "fields": {
    "CpuShares": "int64",
    "Memory": "int64",
    "NanoCpus": "int64",
    "CgroupParent": "string",
    "BlkioWeight": "uint16",
    "BlkioWeightDevice": "[]*WeightDevice",
    "BlkioDeviceReadBps": "[]*ThrottleDevice",
    "BlkioDeviceWriteBps": "[]*ThrottleDevice",
    "BlkioDeviceReadIOps": "[]*ThrottleDevice",
    "BlkioDeviceWriteIOps": "[]*ThrottleDevice",
    "CpuPeriod": "int64",
    "CpuQuota": "int64",
    "CpuRealtimePeriod": "int64",
    "CpuRealtimeRuntime": "int64",
    "CpusetCpus": "string",
    "CpusetMems": "string",
    "Devices": "[]DeviceMapping",
    "DeviceCgroupRules": "[]string",
    "DeviceRequests": "[]DeviceRequest",
    "KernelMemory": "int64 omitempty",
    "KernelMemoryTCP": "int64 omitempty",
    "MemoryReservation": "int64",
    "MemorySwap": "int64",
    "MemorySwappiness": "*int64",
    "OomKillDisable": "*bool",
    "PidsLimit": "*int64",
    "Ulimits": "[]*Ulimit",
    "CpuCount": "int64",
    "CpuPercent": "int64",
    "IOMaximumIOps": "uint64",
    "IOMaximumBandwidth": "uint64"
   }
  },
  "BindOptions": {
   "go": "mount.BindOptions",
   "fields": {
    "Propagation": "MountPropagation omitempty",
    "NonRecursive": "bool omitempty",
    "CreateMountpoint": "bool omitempty",
    "ReadOnlyNonRecursive": "bool omitempty",
    "ReadOnlyForceRecursive": "bool omitempty"
   }
  },
  "MountDriver": {
   "go": "mount.Driver",
   "fields": {
    "Name": "string omitempty",
    "Options": "map[string]string omitempty"
   }
  },
  "VolumeOptions": {
   "go": "mount.VolumeOptions",
   "fields": {
    "NoCopy": "bool omitempty",
    "Labels": "map[string]string omitempty",
    "Subpath": "string omitempty",
    "DriverConfig": "*MountDriver omitempty"
   }
  },
  "ImageOptions": {
   "go": "mount.ImageOptions",
   "fields": {
    "Subpath": "string omitempty"
   }
  },
  "TmpfsOptions": {
   "go": "mount.TmpfsOptions",
   "fields": {
    "SizeBytes": "int64 omitempty",
    "Mode": "FileMode omitempty",
    "Options": "[][]string omitempty"
   }
  },
  "ClusterOptions": {
   "go": "mount.ClusterOptions",
   "fields": {}
  },
  "Mount": {
   "go": "mount.Mount",
   "fields": {
    "Type": "MountType omitempty",
    "Source": "string omitempty",
    "Target": "string omitempty",
    "ReadOnly": "bool omitempty",
    "Consistency": "MountConsistency omitempty",
    "BindOptions": "*BindOptions omitempty",
    "VolumeOptions": "*VolumeOptions omitempty",
    "ImageOptions": "*ImageOptions omitempty",
    "TmpfsOptions": "*TmpfsOptions omitempty",
    "ClusterOptions": "*ClusterOptions omitempty"
   }
  },
  "HostConfig": {
   "go": "container.HostConfig",
   "fields": {
    "Binds": "[]string",
    "ContainerIDFile": "string",
    "LogConfig": "LogConfig",
    "NetworkMode": "NetworkMode",
    "PortBindings": "PortMap",
    "RestartPolicy": "RestartPolicy",
    "AutoRemove": "bool",
    "VolumeDriver": "string",
    "VolumesFrom": "[]string",
    "ConsoleSize": "[2]uint",
    "Annotations": "map[string]string omitempty",
    "CapAdd": "StrSlice",
    "CapDrop": "StrSlice",
    "CgroupnsMode": "CgroupnsMode",
    "Dns": "[]string",
    "DnsOptions": "[]string",
    "DnsSearch": "[]string",
    "ExtraHosts": "[]string",
    "GroupAdd": "[]string",
    "IpcMode": "IpcMode",
    "Cgroup": "CgroupSpec",
    "Links": "[]string",
    "OomScoreAdj": "int",
    "PidMode": "PidMode",
    "Privileged": "bool",
    "PublishAllPorts": "bool",
    "ReadonlyRootfs": "bool",
    "SecurityOpt": "[]string",
    "StorageOpt": "map[string]string omitempty",
    "Tmpfs": "map[string]string omitempty",
    "UTSMode": "UTSMode",
    "UsernsMode": "UsernsMode",
    "ShmSize": "int64",
    "Sysctls": "map[string]string omitempty",
    "Runtime": "string omitempty",
    "Isolation": "Isolation",
    "CpuShares": "int64",
    "Memory": "int64",
    "NanoCpus": "int64",
    "CgroupParent": "string",
    "BlkioWeight": "uint16",
    "BlkioWeightDevice": "[]*WeightDevice",
    "BlkioDeviceReadBps": "[]*ThrottleDevice",
    "BlkioDeviceWriteBps": "[]*ThrottleDevice",
    "BlkioDeviceReadIOps": "[]*ThrottleDevice",
    "BlkioDeviceWriteIOps": "[]*ThrottleDevice",
    "CpuPeriod": "int64",
    "CpuQuota": "int64",
    "CpuRealtimePeriod": "int64",
    "CpuRealtimeRuntime": "int64",
    "CpusetCpus": "string",
    "CpusetMems": "string",
    "Devices": "[]DeviceMapping",
    "DeviceCgroupRules": "[]string",
    "DeviceRequests": "[]DeviceRequest",
    "KernelMemory": "int64 omitempty",
    "KernelMemoryTCP": "int64 omitempty",
    "MemoryReservation": "int64",
    "MemorySwap": "int64",
    "MemorySwappiness": "*int64",
    "OomKillDisable": "*bool",
    "PidsLimit": "*int64",
    "Ulimits": "[]*Ulimit",
    "CpuCount": "int64",
    "CpuPercent": "int64",
    "IOMaximumIOps": "uint64",
    "IOMaximumBandwidth": "uint64",
    "Mounts": "[]Mount omitempty",
    "MaskedPaths": "[]string",
    "ReadonlyPaths": "[]string",
    "Init": "*bool omitempty"
   },
   "embeds": [
    "Resources"
   ]
  },
  "EndpointIPAMConfig": {
   "go": "network.EndpointIPAMConfig",
   "fields": {
    "IPv4Address": "string omitempty",
    "IPv6Address": "string omitempty",
    "LinkLocalIPs": "[]string omitempty"
   }
  },
  "EndpointSettings": {
   "go": "network.EndpointSettings",
   "fields": {
    "IPAMConfig": "*EndpointIPAMConfig",
    "Links": "[]string",
    "Aliases": "[]string",
    "MacAddress": "string",
    "DriverOpts": "map[string]string",
    "GwPriority": "int",
    "NetworkID": "string",
    "EndpointID": "string",
    "Gateway": "string",
    "IPAddress": "string",
    "IPPrefixLen": "int",
    "IPv6Gateway": "string",
    "GlobalIPv6Address": "string",
    "GlobalIPv6PrefixLen": "int",
    "DNSNames": "[]string"
   }
  },
  "NetworkingConfig": {
   "go": "network.NetworkingConfig",
   "fields": {
    "EndpointsConfig": "map[string]*EndpointSettings"
   }
  },
  "ContainerCreateRequest": {
   "go": "container.CreateRequest",
   "root": "",
   "fields": {
    "Hostname": "string",
    "Domainname": "string",
    "User": "string",
    "AttachStdin": "bool",
    "AttachStdout": "bool",
    "AttachStderr": "bool",
    "ExposedPorts": "PortSet omitempty",
    "Tty": "bool",
    "OpenStdin": "bool",
    "StdinOnce": "bool",
    "Env": "[]string",
    "Cmd": "StrSlice",
    "Healthcheck": "*HealthConfig omitempty",
    "ArgsEscaped": "bool omitempty",
    "Image": "string",
    "Volumes": "map[string]struct{}",
    "WorkingDir": "string",
    "Entrypoint": "StrSlice",
    "NetworkDisabled": "bool omitempty",
    "MacAddress": "string omitempty",
    "OnBuild": "[]string",
    "Labels": "map[string]string",
    "StopSignal": "string omitempty",
    "StopTimeout": "*int omitempty",
    "Shell": "StrSlice omitempty",
    "HostConfig": "*HostConfig",
    "NetworkingConfig": "*NetworkingConfig"
   },
   "embeds": [
    "ContainerConfig"
   ]
  },
  "ContainerUpdateRequest": {
   "go": "container.UpdateConfig",
   "fields": {
    "CpuShares": "int64",
    "Memory": "int64",
    "NanoCpus": "int64",
    "CgroupParent": "string",
    "BlkioWeight": "uint16",
    "BlkioWeightDevice": "[]*WeightDevice",
    "BlkioDeviceReadBps": "[]*ThrottleDevice",
    "BlkioDeviceWriteBps": "[]*ThrottleDevice",
    "BlkioDeviceReadIOps": "[]*ThrottleDevice",
    "BlkioDeviceWriteIOps": "[]*ThrottleDevice",
    "CpuPeriod": "int64",
    "CpuQuota": "int64",
    "CpuRealtimePeriod": "int64",
    "CpuRealtimeRuntime": "int64",
    "CpusetCpus": "string",
    "CpusetMems": "string",
    "Devices": "[]DeviceMapping",
    "DeviceCgroupRules": "[]string",
    "DeviceRequests": "[]DeviceRequest",
    "KernelMemory": "int64 omitempty",
    "KernelMemoryTCP": "int64 omitempty",
    "MemoryReservation": "int64",
    "MemorySwap": "int64",
    "MemorySwappiness": "*int64",
    "OomKillDisable": "*bool",
    "PidsLimit": "*int64",
    "Ulimits": "[]*Ulimit",
    "CpuCount": "int64",
    "CpuPercent": "int64",
    "IOMaximumIOps": "uint64",
    "IOMaximumBandwidth": "uint64",
    "RestartPolicy": "RestartPolicy"
   },
   "embeds": [
    "Resources"
   ]
  },
  "ContainerUpdateResponse": {
   "go": "container.UpdateResponse",
   "fields": {
    "Warnings": "[]string"
   }
  },
  "ContainerCreateResponse": {
   "go": "container.CreateResponse",
   "fields": {
    "Id": "string",
    "Warnings": "[]string"
   }
  },
  "HealthcheckResult": {
   "go": "container.HealthcheckResult",
   "fields": {
    "Start": "Time",
    "End": "Time",
    "ExitCode": "int",
    "Output": "string"
   }
  },
  "Health": {
   "go": "container.Health",
   "fields": {
    "Status": "string",
    "FailingStreak": "int",
    "Log": "[]*HealthcheckResult"
   }
  },
  "ContainerState": {
   "go": "container.State",
   "fields": {
    "Status": "string",
    "Running": "bool",
    "Paused": "bool",
    "Restarting": "bool",
    "OOMKilled": "bool",
    "Dead": "bool",
    "Pid": "int",
    "ExitCode": "int",
    "Error": "string",
    "StartedAt": "string",
    "FinishedAt": "string",
    "Health": "*Health omitempty"
   }
  },
  "GraphDriverData": {
   "go": "storage.DriverData",
   "fields": {
    "Data": "map[string]string",
    "Name": "string"
   }
  },
  "MountPoint": {
   "go": "container.MountPoint",
   "fields": {
    "Type": "MountType omitempty",
    "Name": "string omitempty",
    "Source": "string",
    "Destination": "string",
    "Driver": "string omitempty",
    "Mode": "string",
    "RW": "bool",
    "Propagation": "MountPropagation"
   }
  },
  "Address": {
   "go": "network.Address",
   "fields": {
    "Addr": "string",
    "PrefixLen": "int"
   }
  },
  "NetworkSettingsBase": {
   "go": "container.NetworkSettingsBase",
   "fields": {
    "Bridge": "string",
    "SandboxID": "string",
    "SandboxKey": "string",
    "Ports": "PortMap",
    "HairpinMode": "bool",
    "LinkLocalIPv6Address": "string",
    "LinkLocalIPv6PrefixLen": "int",
    "SecondaryIPAddresses": "[]Address",
    "SecondaryIPv6Addresses": "[]Address"
   }
  },
  "DefaultNetworkSettings": {
   "go": "container.DefaultNetworkSettings",
   "fields": {
    "EndpointID": "string",
    "Gateway": "string",
    "GlobalIPv6Address": "string",
    "GlobalIPv6PrefixLen": "int",
    "IPAddress": "string",
    "IPPrefixLen": "int",
    "IPv6Gateway": "string",
    "MacAddress": "string"
   }
  },
  "NetworkSettings": {
   "go": "container.NetworkSettings",
   "fields": {
    "Bridge": "string",
    "SandboxID": "string",
    "SandboxKey": "string",
    "Ports": "PortMap",
    "HairpinMode": "bool",
    "LinkLocalIPv6Address": "string",
    "LinkLocalIPv6PrefixLen": "int",
    "SecondaryIPAddresses": "[]Address",
    "SecondaryIPv6Addresses": "[]Address",
    "EndpointID": "string",
    "Gateway": "string",
    "GlobalIPv6Address": "string",
    "GlobalIPv6PrefixLen": "int",
    "IPAddress": "string",
    "IPPrefixLen": "int",
    "IPv6Gateway": "string",
    "MacAddress": "string",
    "Networks": "map[string]*EndpointSettings"
   },
   "embeds": [
    "NetworkSettingsBase",
    "DefaultNetworkSettings"
   ]
  },
  "ContainerJSONBase": {
   "go": "container.ContainerJSONBase",
   "fields": {
    "Id": "string",
    "Created": "string",
    "Path": "string",
    "Args": "[]string",
    "State": "*ContainerState",
    "Image": "string",
    "ResolvConfPath": "string",
    "HostnamePath": "string",
    "HostsPath": "string",
    "LogPath": "string",
    "Name": "string",
    "RestartCount": "int",
    "Driver": "string",
    "Platform": "string",
    "MountLabel": "string",
    "ProcessLabel": "string",
    "AppArmorProfile": "string",
    "ExecIDs": "[]string",
    "HostConfig": "*HostConfig",
    "GraphDriver": "GraphDriverData",
    "SizeRw": "*int64 omitempty",
    "SizeRootFs": "*int64 omitempty"
   }
  },
  "ContainerInspectResponse": {
   "go": "container.InspectResponse",
   "fields": {
    "Id": "string",
    "Created": "string",
    "Path": "string",
    "Args": "[]string",
    "State": "*ContainerState",
    "Image": "string",
    "ResolvConfPath": "string",
    "HostnamePath": "string",
    "HostsPath": "string",
    "LogPath": "string",
    "Name": "string",
    "RestartCount": "int",
    "Driver": "string",
    "Platform": "string",
    "MountLabel": "string",
    "ProcessLabel": "string",
    "AppArmorProfile": "string",
    "ExecIDs": "[]string",
    "HostConfig": "*HostConfig",
    "GraphDriver": "GraphDriverData",
    "SizeRw": "*int64 omitempty",
    "SizeRootFs": "*int64 omitempty",
    "Mounts": "[]MountPoint",
    "Config": "*ContainerConfig",
    "NetworkSettings": "*NetworkSettings",
    "ImageManifestDescriptor": "*Descriptor omitempty"
   },
   "embeds": [
    "*ContainerJSONBase"
   ]
  },
  "Port": {
   "go": "container.Port",
   "fields": {
    "IP": "string omitempty",
    "PrivatePort": "uint16",
    "PublicPort": "uint16 omitempty",
    "Type": "string"
   }
  },
  "ContainerSummaryHostConfig": {
   "go": "struct",
   "fields": {
    "NetworkMode": "string omitempty",
    "Annotations": "map[string]string omitempty"
   }
  },
  "NetworkSettingsSummary": {
   "go": "container.NetworkSettingsSummary",
   "fields": {
    "Networks": "map[string]*EndpointSettings"
   }
  },
  "ContainerSummary": {
   "go": "container.Summary",
   "fields": {
    "Id": "string",
    "Names": "[]string",
    "Image": "string",
    "ImageID": "string",
    "ImageManifestDescriptor": "*Descriptor omitempty",
    "Command": "string",
    "Created": "int64",
    "Ports": "[]Port",
    "SizeRw": "int64 omitempty",
    "SizeRootFs": "int64 omitempty",
    "Labels": "map[string]string",
    "State": "string",
    "Status": "string",
    "HostConfig": "ContainerSummaryHostConfig",
    "NetworkSettings": "*NetworkSettingsSummary",
    "Mounts": "[]MountPoint"
   }
  },
  "ContainerWaitError": {
   "go": "container.WaitExitError",
   "fields": {
    "Message": "string omitempty"
   }
  },
  "ContainerWaitResponse": {
   "go": "container.WaitResponse",
   "fields": {
    "Error": "*ContainerWaitError omitempty",
    "StatusCode": "int64"
   }
  },
  "FilesystemChange": {
   "go": "container.FilesystemChange",
   "fields": {
    "Path": "string",
    "Kind": "uint8"
   }
  },
  "ContainerTopResponse": {
   "go": "container.TopResponse",
   "fields": {
    "Processes": "[][]string",
    "Titles": "[]string"
   }
  },
  "ContainerPruneReport": {
   "go": "container.PruneReport",
   "fields": {
    "ContainersDeleted": "[]string",
    "SpaceReclaimed": "uint64"
   }
  },
  "BlkioStatEntry": {
   "go": "container.BlkioStatEntry",
   "fields": {
    "major": "uint64",
    "minor": "uint64",
    "op": "string",
    "value": "uint64"
   }
  },
  "BlkioStats": {
   "go": "container.BlkioStats",
   "fields": {
    "io_service_bytes_recursive": "[]BlkioStatEntry",
    "io_serviced_recursive": "[]BlkioStatEntry",
    "io_queue_recursive": "[]BlkioStatEntry",
    "io_service_time_recursive": "[]BlkioStatEntry",
    "io_wait_time_recursive": "[]BlkioStatEntry",
    "io_merged_recursive": "[]BlkioStatEntry",
    "io_time_recursive": "[]BlkioStatEntry",
    "sectors_recursive": "[]BlkioStatEntry"
   }
  },
  "PidsStats": {
   "go": "container.PidsStats",
   "fields": {
    "current": "uint64 omitempty",
    "limit": "bigint omitempty"
   }
  },
  "CpuUsage": {
   "go": "container.CPUUsage",
   "fields": {
    "total_usage": "uint64",
    "percpu_usage": "[]uint64 omitempty",
    "usage_in_kernelmode": "uint64",
    "usage_in_usermode": "uint64"
   }
  },
  "ThrottlingData": {
   "go": "container.ThrottlingData",
   "fields": {
    "periods": "uint64",
    "throttled_periods": "uint64",
    "throttled_time": "uint64"
   }
  },
  "CpuStats": {
   "go": "container.CPUStats",
   "fields": {
    "cpu_usage": "CpuUsage",
    "system_cpu_usage": "uint64 omitempty",
    "online_cpus": "uint32 omitempty",
    "throttling_data": "ThrottlingData"
   }
  },
  "MemoryStats": {
   "go": "container.MemoryStats",
   "fields": {
    "usage": "uint64 omitempty",
    "max_usage": "uint64 omitempty",
    "stats": "map[string]bigint omitempty",
    "failcnt": "uint64 omitempty",
    "limit": "uint64 omitempty"
   }
  },
  "NetworkStats": {
   "go": "container.NetworkStats",
   "fields": {
    "rx_bytes": "uint64",
    "rx_packets": "uint64",
    "rx_errors": "uint64",
    "rx_dropped": "uint64",
    "tx_bytes": "uint64",
    "tx_packets": "uint64",
    "tx_errors": "uint64",
    "tx_dropped": "uint64"
   }
  },
  "StatsResponse": {
   "go": "container.StatsResponse",
   "fields": {
    "name": "string omitempty",
    "id": "string omitempty",
    "read": "string",
    "preread": "string",
    "pids_stats": "PidsStats",
    "blkio_stats": "BlkioStats",
    "num_procs": "uint32",
    "storage_stats": "struct{}",
    "cpu_stats": "CpuStats",
    "precpu_stats": "CpuStats",
    "memory_stats": "MemoryStats",
    "networks": "map[string]NetworkStats omitempty"
   }
  },
  "ContainerEndRequest": {
   "go": "container.EndRequest",
   "fields": {
    "Act": "string",
    "Signal": "int",
    "At": "string",
    "Client": "string omitempty",
    "Overdue": "bool omitempty"
   }
  },
  "ContainerPreviousRun": {
   "go": "container.PreviousRun",
   "fields": {
    "ExitCode": "int",
    "OOMKilled": "bool",
    "FinishedAt": "string",
    "Asked": "*ContainerEndRequest omitempty"
   }
  },
  "ContainerWhy": {
   "go": "container.Why",
   "fields": {
    "Id": "string",
    "Name": "string",
    "Status": "string",
    "Reason": "string",
    "ExitCode": "int",
    "Signal": "int omitempty",
    "Error": "string",
    "OOMKilled": "bool",
    "StartFailure": "string omitempty",
    "FailedAt": "string omitempty",
    "Port": "int omitempty",
    "PortHolder": "string omitempty",
    "StartedAt": "string",
    "FinishedAt": "string",
    "Asked": "*ContainerEndRequest omitempty",
    "Previous": "*ContainerPreviousRun omitempty",
    "Health": "*Health omitempty",
    "MemoryLimit": "int64 omitempty",
    "RestartPolicy": "RestartPolicy",
    "RestartCount": "int",
    "RestartsAt": "string omitempty",
    "NoRestart": "string omitempty"
   }
  },
  "DistributionInspect": {
   "go": "registry.DistributionInspect",
   "fields": {
    "Descriptor": "Descriptor",
    "Platforms": "[]Platform"
   }
  },
  "AuthConfig": {
   "go": "registry.AuthConfig",
   "fields": {
    "username": "string omitempty",
    "password": "string omitempty",
    "auth": "string omitempty",
    "serveraddress": "string omitempty",
    "identitytoken": "string omitempty",
    "registrytoken": "string omitempty"
   }
  },
  "AuthenticateOkBody": {
   "go": "registry.AuthenticateOKBody",
   "fields": {
    "IdentityToken": "string",
    "Status": "string"
   }
  },
  "SearchResult": {
   "go": "registry.SearchResult",
   "fields": {
    "star_count": "int",
    "is_official": "bool",
    "name": "string",
    "is_automated": "bool",
    "description": "string"
   }
  },
  "ExecCreateRequest": {
   "go": "container.ExecOptions",
   "fields": {
    "User": "string",
    "Privileged": "bool",
    "Tty": "bool",
    "ConsoleSize": "*[2]uint omitempty",
    "AttachStdin": "bool",
    "AttachStderr": "bool",
    "AttachStdout": "bool",
    "Detach": "bool",
    "DetachKeys": "string",
    "Env": "[]string",
    "WorkingDir": "string",
    "Cmd": "[]string"
   }
  },
  "ExecCreateResponse": {
   "go": "common.IDResponse",
   "fields": {
    "Id": "string"
   }
  },
  "ExecStartRequest": {
   "go": "container.ExecStartOptions",
   "fields": {
    "Detach": "bool",
    "Tty": "bool",
    "ConsoleSize": "*[2]uint omitempty"
   }
  },
  "ExecProcessConfig": {
   "go": "backend.ExecProcessConfig",
   "fields": {
    "tty": "bool",
    "entrypoint": "string",
    "arguments": "[]string",
    "privileged": "*bool omitempty",
    "user": "string omitempty"
   }
  },
  "ExecInspectResponse": {
   "go": "backend.ExecInspect",
   "fields": {
    "ID": "string",
    "Running": "bool",
    "ExitCode": "*int",
    "ProcessConfig": "*ExecProcessConfig",
    "OpenStdin": "bool",
    "OpenStderr": "bool",
    "OpenStdout": "bool",
    "CanRemove": "bool",
    "ContainerID": "string",
    "DetachKeys": "[]byte",
    "Pid": "int"
   }
  },
  "Platform": {
   "go": "v1.Platform",
   "fields": {
    "architecture": "string",
    "os": "string",
    "os.version": "string omitempty",
    "os.features": "[]string omitempty",
    "variant": "string omitempty"
   }
  },
  "Descriptor": {
   "go": "v1.Descriptor",
   "fields": {
    "mediaType": "string",
    "digest": "string",
    "size": "int64",
    "urls": "[]string omitempty",
    "annotations": "map[string]string omitempty",
    "data": "[]byte omitempty",
    "platform": "*Platform omitempty",
    "artifactType": "string omitempty"
   }
  },
  "ManifestSize": {
   "go": "struct",
   "fields": {
    "Total": "int64",
    "Content": "int64"
   }
  },
  "ManifestImageSize": {
   "go": "struct",
   "fields": {
    "Unpacked": "int64"
   }
  },
  "ManifestImageData": {
   "go": "image.ImageProperties",
   "fields": {
    "Platform": "Platform",
    "Size": "ManifestImageSize",
    "Containers": "[]string"
   }
  },
  "ManifestAttestationData": {
   "go": "image.AttestationProperties",
   "fields": {
    "For": "string"
   }
  },
  "ManifestSummary": {
   "go": "image.ManifestSummary",
   "fields": {
    "ID": "string",
    "Descriptor": "Descriptor",
    "Available": "bool",
    "Size": "ManifestSize",
    "Kind": "string",
    "ImageData": "*ManifestImageData omitempty",
    "AttestationData": "*ManifestAttestationData omitempty"
   }
  },
  "ImageSummary": {
   "go": "image.Summary",
   "fields": {
    "Containers": "int64",
    "Created": "int64",
    "Id": "string",
    "Labels": "map[string]string",
    "ParentId": "string",
    "Descriptor": "*Descriptor omitempty",
    "Manifests": "[]ManifestSummary omitempty",
    "RepoDigests": "[]string",
    "RepoTags": "[]string",
    "SharedSize": "int64",
    "Size": "int64",
    "VirtualSize": "int64 omitempty"
   }
  },
  "ImageRootFS": {
   "go": "image.RootFS",
   "fields": {
    "Type": "string omitempty",
    "Layers": "[]string omitempty"
   }
  },
  "ImageMetadata": {
   "go": "image.Metadata",
   "fields": {
    "LastTagTime": "Time"
   }
  },
  "ImageConfigView": {
   "go": "v1.DockerOCIImageConfig",
   "fields": {
    "ArgsEscaped": "bool omitempty",
    "Cmd": "[]string",
    "Entrypoint": "[]string",
    "Env": "[]string",
    "ExposedPorts": "map[string]struct{} omitempty",
    "Healthcheck": "*HealthConfig omitempty",
    "Labels": "map[string]string",
    "OnBuild": "[]string",
    "Shell": "[]string omitempty",
    "StopSignal": "string omitempty",
    "User": "string",
    "Volumes": "map[string]struct{}",
    "WorkingDir": "string"
   }
  },
  "ImageInspectResponse": {
   "go": "image.InspectResponse",
   "fields": {
    "Id": "string",
    "RepoTags": "[]string",
    "RepoDigests": "[]string",
    "Parent": "string",
    "Comment": "string",
    "Created": "string omitempty",
    "DockerVersion": "string",
    "Author": "string",
    "Architecture": "string",
    "Variant": "string omitempty",
    "Os": "string",
    "OsVersion": "string omitempty",
    "Size": "int64",
    "VirtualSize": "int64 omitempty",
    "GraphDriver": "GraphDriverData",
    "RootFS": "ImageRootFS",
    "Metadata": "ImageMetadata",
    "Descriptor": "*Descriptor omitempty",
    "Manifests": "[]ManifestSummary omitempty",
    "Config": "*ImageConfigView"
   }
  },
  "LegacyImageConfig": {
   "go": "map[string]any, by name",
   "fields": {
    "ArgsEscaped": "bool omitempty",
    "AttachStderr": "bool",
    "AttachStdin": "bool",
    "AttachStdout": "bool",
    "Cmd": "[]string",
    "Domainname": "string",
    "Entrypoint": "[]string",
    "Env": "[]string",
    "ExposedPorts": "map[string]struct{} omitempty",
    "Healthcheck": "*HealthConfig omitempty",
    "Hostname": "string",
    "Image": "string",
    "Labels": "map[string]string",
    "OnBuild": "[]string",
    "OpenStdin": "bool",
    "Shell": "[]string omitempty",
    "StdinOnce": "bool",
    "StopSignal": "string omitempty",
    "Tty": "bool",
    "User": "string",
    "Volumes": "map[string]struct{}",
    "WorkingDir": "string"
   }
  },
  "LegacyImageInspectResponse": {
   "go": "image.InspectResponse with Container and ContainerConfig",
   "fields": {
    "Id": "string",
    "RepoTags": "[]string",
    "RepoDigests": "[]string",
    "Parent": "string",
    "Comment": "string",
    "Created": "string omitempty",
    "ContainerConfig": "*ContainerConfig omitempty",
    "DockerVersion": "string",
    "Author": "string",
    "Architecture": "string",
    "Variant": "string omitempty",
    "Os": "string",
    "OsVersion": "string omitempty",
    "Size": "int64",
    "VirtualSize": "int64 omitempty",
    "GraphDriver": "GraphDriverData",
    "RootFS": "ImageRootFS",
    "Metadata": "ImageMetadata",
    "Descriptor": "*Descriptor omitempty",
    "Manifests": "[]ManifestSummary omitempty",
    "Config": "*LegacyImageConfig"
   }
  },
  "ImageHistoryItem": {
   "go": "image.HistoryResponseItem",
   "fields": {
    "Comment": "string",
    "Created": "int64",
    "CreatedBy": "string",
    "Id": "string",
    "Size": "int64",
    "Tags": "[]string"
   }
  },
  "ImageCommitResponse": {
   "go": "common.IDResponse",
   "fields": {
    "Id": "string"
   }
  },
  "ImageLogEntry": {
   "go": "image.LogEntry",
   "fields": {
    "N": "int",
    "Id": "string",
    "Time": "string",
    "By": "string",
    "Available": "bool",
    "Size": "int64",
    "Current": "bool omitempty"
   }
  },
  "ImageRollbackResponse": {
   "go": "image.RollbackResponse",
   "fields": {
    "Id": "string",
    "Previous": "string"
   }
  },
  "ImageDeleteResponseItem": {
   "go": "image.DeleteResponse",
   "fields": {
    "Deleted": "string omitempty",
    "Untagged": "string omitempty"
   }
  },
  "ImagePruneReport": {
   "go": "image.PruneReport",
   "fields": {
    "ImagesDeleted": "[]ImageDeleteResponseItem",
    "SpaceReclaimed": "uint64"
   }
  },
  "BuildPruneReport": {
   "go": "build.CachePruneReport",
   "fields": {
    "CachesDeleted": "[]string",
    "SpaceReclaimed": "uint64"
   }
  },
  "IPAMConfig": {
   "go": "network.IPAMConfig",
   "fields": {
    "Subnet": "string omitempty",
    "IPRange": "string omitempty",
    "Gateway": "string omitempty",
    "AuxiliaryAddresses": "map[string]string omitempty"
   }
  },
  "IPAM": {
   "go": "network.IPAM",
   "fields": {
    "Driver": "string",
    "Options": "map[string]string",
    "Config": "[]IPAMConfig"
   }
  },
  "ConfigReference": {
   "go": "network.ConfigReference",
   "fields": {
    "Network": "string"
   }
  },
  "NetworkEndpoint": {
   "go": "network.EndpointResource",
   "fields": {
    "Name": "string",
    "EndpointID": "string",
    "MacAddress": "string",
    "IPv4Address": "string",
    "IPv6Address": "string"
   }
  },
  "PeerInfo": {
   "go": "network.PeerInfo",
   "fields": {
    "Name": "string",
    "IP": "string"
   }
  },
  "NetworkInspect": {
   "go": "network.Inspect",
   "fields": {
    "Name": "string",
    "Id": "string",
    "Created": "Time",
    "Scope": "string",
    "Driver": "string",
    "EnableIPv4": "bool",
    "EnableIPv6": "bool",
    "IPAM": "IPAM",
    "Internal": "bool",
    "Attachable": "bool",
    "Ingress": "bool",
    "ConfigFrom": "ConfigReference",
    "ConfigOnly": "bool",
    "Containers": "map[string]NetworkEndpoint",
    "Options": "map[string]string",
    "Labels": "map[string]string",
    "Peers": "[]PeerInfo omitempty"
   }
  },
  "NetworkCreateRequest": {
   "go": "network.CreateRequest",
   "root": "",
   "fields": {
    "Name": "string",
    "CheckDuplicate": "*bool omitempty",
    "Driver": "string",
    "Scope": "string",
    "EnableIPv4": "*bool omitempty",
    "EnableIPv6": "*bool omitempty",
    "IPAM": "*IPAM",
    "Internal": "bool",
    "Attachable": "bool",
    "Ingress": "bool",
    "ConfigOnly": "bool",
    "ConfigFrom": "*ConfigReference",
    "Options": "map[string]string",
    "Labels": "map[string]string"
   }
  },
  "NetworkCreateResponse": {
   "go": "network.CreateResponse",
   "fields": {
    "Id": "string",
    "Warning": "string"
   }
  },
  "NetworkConnectRequest": {
   "go": "network.ConnectOptions",
   "root": "",
   "fields": {
    "Container": "string",
    "EndpointConfig": "*EndpointSettings omitempty"
   }
  },
  "NetworkDisconnectRequest": {
   "go": "network.DisconnectOptions",
   "root": "",
   "fields": {
    "Container": "string",
    "Force": "bool"
   }
  },
  "NetworkPruneReport": {
   "go": "network.PruneReport",
   "fields": {
    "NetworksDeleted": "[]string"
   }
  },
  "ProjectVersionRequest": {
   "go": "project.VersionRequest",
   "fields": {
    "Model": "string",
    "Services": "[]string",
    "Images": "map[string]string",
    "WorkingDir": "string",
    "ConfigFiles": "[]string"
   }
  },
  "ProjectVersion": {
   "go": "project.Version",
   "fields": {
    "N": "int",
    "Time": "string",
    "Model": "string",
    "Services": "[]string",
    "Images": "map[string]string",
    "WorkingDir": "string",
    "ConfigFiles": "[]string"
   },
   "embeds": [
    "ProjectVersionRequest"
   ]
  },
  "ProjectVersionAdded": {
   "go": "project.VersionAdded",
   "fields": {
    "Kept": "int"
   }
  },
  "RehearsalRequest": {
   "go": "rehearsal.Request",
   "fields": {
    "Acts": "[]RehearsalAct"
   }
  },
  "RehearsalAct": {
   "go": "rehearsal.Act",
   "fields": {
    "Act": "string",
    "Ref": "string omitempty",
    "Force": "bool omitempty",
    "Volumes": "bool omitempty",
    "Link": "bool omitempty",
    "NoPrune": "bool omitempty",
    "Platforms": "[]string omitempty",
    "Signal": "string omitempty",
    "Filters": "map[string][]string omitempty",
    "All": "bool omitempty",
    "ReservedSpace": "int64 omitempty",
    "MaxUsedSpace": "int64 omitempty",
    "MinFreeSpace": "int64 omitempty"
   }
  },
  "RehearsalOutcome": {
   "go": "rehearsal.Outcome",
   "fields": {
    "Objects": "[]RehearsalObject",
    "SpaceReclaimed": "int64 omitempty",
    "Status": "int omitempty",
    "Message": "string omitempty"
   }
  },
  "RehearsalObject": {
   "go": "rehearsal.Object",
   "fields": {
    "Does": "string",
    "What": "string",
    "Id": "string",
    "Name": "string omitempty",
    "Size": "*int64 omitempty"
   }
  },
  "ErrorResponse": {
   "go": "common.ErrorResponse",
   "fields": {
    "message": "string"
   }
  },
  "EventActor": {
   "go": "events.Actor",
   "fields": {
    "ID": "string",
    "Attributes": "map[string]string"
   }
  },
  "EventMessage": {
   "go": "events.Message",
   "fields": {
    "status": "string omitempty",
    "id": "string omitempty",
    "from": "string omitempty",
    "Type": "string",
    "Action": "string",
    "Actor": "EventActor",
    "scope": "string omitempty",
    "time": "int64 omitempty",
    "timeNano": "bigint omitempty"
   }
  },
  "VersionPlatform": {
   "go": "struct",
   "fields": {
    "Name": "string"
   }
  },
  "ComponentVersion": {
   "go": "types.ComponentVersion",
   "fields": {
    "Name": "string",
    "Version": "string",
    "Details": "map[string]string omitempty"
   }
  },
  "SystemVersion": {
   "go": "types.Version",
   "fields": {
    "Platform": "VersionPlatform",
    "Components": "[]ComponentVersion omitempty",
    "Version": "string",
    "ApiVersion": "string",
    "MinAPIVersion": "string omitempty",
    "GitCommit": "string",
    "GoVersion": "string",
    "Os": "string",
    "Arch": "string",
    "KernelVersion": "string omitempty",
    "Experimental": "bool omitempty",
    "BuildTime": "string omitempty"
   }
  },
  "PluginsInfo": {
   "go": "system.PluginsInfo",
   "fields": {
    "Volume": "[]string",
    "Network": "[]string",
    "Authorization": "[]string",
    "Log": "[]string"
   }
  },
  "IndexInfo": {
   "go": "registry.IndexInfo",
   "fields": {
    "Name": "string",
    "Mirrors": "[]string",
    "Secure": "bool",
    "Official": "bool"
   }
  },
  "RegistryServiceConfig": {
   "go": "registry.ServiceConfig",
   "fields": {
    "IndexConfigs": "map[string]*IndexInfo",
    "InsecureRegistryCIDRs": "[]string",
    "Mirrors": "[]string"
   }
  },
  "NamedResource": {
   "go": "swarm.NamedGenericResource",
   "fields": {
    "Kind": "string omitempty",
    "Value": "string omitempty"
   }
  },
  "DiscreteResource": {
   "go": "swarm.DiscreteGenericResource",
   "fields": {
    "Kind": "string omitempty",
    "Value": "int64 omitempty"
   }
  },
  "GenericResource": {
   "go": "swarm.GenericResource",
   "fields": {
    "NamedResourceSpec": "*NamedResource omitempty",
    "DiscreteResourceSpec": "*DiscreteResource omitempty"
   }
  },
  "RuntimeInfo": {
   "go": "system.RuntimeWithStatus",
   "fields": {
    "path": "string omitempty",
    "runtimeArgs": "[]string omitempty",
    "status": "map[string]string omitempty"
   }
  },
  "SwarmPeer": {
   "go": "swarm.Peer",
   "fields": {
    "NodeID": "string",
    "Addr": "string"
   }
  },
  "SwarmInfo": {
   "go": "swarm.Info",
   "fields": {
    "NodeID": "string",
    "NodeAddr": "string",
    "LocalNodeState": "string",
    "ControlAvailable": "bool",
    "Error": "string",
    "RemoteManagers": "[]SwarmPeer",
    "Nodes": "int omitempty",
    "Managers": "int omitempty"
   }
  },
  "Commit": {
   "go": "system.Commit",
   "fields": {
    "ID": "string",
    "Expected": "string omitempty"
   }
  },
  "AddressPool": {
   "go": "system.NetworkAddressPool",
   "fields": {
    "Base": "string",
    "Size": "int"
   }
  },
  "FirewallInfo": {
   "go": "system.FirewallInfo",
   "fields": {
    "Driver": "string",
    "Info": "[][]string omitempty"
   }
  },
  "ContainerdNamespaces": {
   "go": "system.ContainerdNamespaces",
   "fields": {
    "Containers": "string",
    "Plugins": "string"
   }
  },
  "ContainerdInfo": {
   "go": "system.ContainerdInfo",
   "fields": {
    "Address": "string omitempty",
    "Namespaces": "ContainerdNamespaces"
   }
  },
  "DeviceInfo": {
   "go": "system.DeviceInfo",
   "fields": {
    "Source": "string",
    "ID": "string"
   }
  },
  "SystemInfo": {
   "go": "system.Info",
   "fields": {
    "ID": "string",
    "Containers": "int",
    "ContainersRunning": "int",
    "ContainersPaused": "int",
    "ContainersStopped": "int",
    "Images": "int",
    "Driver": "string",
    "DriverStatus": "[][]string",
    "SystemStatus": "[][]string omitempty",
    "Plugins": "PluginsInfo",
    "MemoryLimit": "bool",
    "SwapLimit": "bool",
    "KernelMemory": "bool omitempty",
    "KernelMemoryTCP": "bool omitempty",
    "CpuCfsPeriod": "bool",
    "CpuCfsQuota": "bool",
    "CPUShares": "bool",
    "CPUSet": "bool",
    "PidsLimit": "bool",
    "IPv4Forwarding": "bool",
    "BridgeNfIptables": "*bool omitempty",
    "BridgeNfIp6tables": "*bool omitempty",
    "Debug": "bool",
    "NFd": "int",
    "OomKillDisable": "bool",
    "NGoroutines": "int",
    "SystemTime": "string",
    "LoggingDriver": "string",
    "CgroupDriver": "string",
    "CgroupVersion": "string omitempty",
    "NEventsListener": "int",
    "KernelVersion": "string",
    "OperatingSystem": "string",
    "OSVersion": "string",
    "OSType": "string",
    "Architecture": "string",
    "IndexServerAddress": "string",
    "RegistryConfig": "*RegistryServiceConfig",
    "NCPU": "int",
    "MemTotal": "int64",
    "GenericResources": "[]GenericResource",
    "DockerRootDir": "string",
    "HttpProxy": "string",
    "HttpsProxy": "string",
    "NoProxy": "string",
    "Name": "string",
    "Labels": "[]string",
    "ExperimentalBuild": "bool",
    "ServerVersion": "string",
    "Runtimes": "map[string]RuntimeInfo",
    "DefaultRuntime": "string",
    "Swarm": "SwarmInfo",
    "LiveRestoreEnabled": "bool",
    "Isolation": "Isolation",
    "InitBinary": "string",
    "ContainerdCommit": "Commit",
    "RuncCommit": "Commit",
    "InitCommit": "Commit",
    "SecurityOptions": "[]string",
    "ProductLicense": "string omitempty",
    "DefaultAddressPools": "[]AddressPool omitempty",
    "FirewallBackend": "*FirewallInfo omitempty",
    "DiscoveredDevices": "[]DeviceInfo omitempty",
    "CDISpecDirs": "[]string",
    "Containerd": "*ContainerdInfo omitempty",
    "Warnings": "[]string"
   }
  },
  "BuildCacheRecord": {
   "go": "build.CacheRecord",
   "fields": {
    "ID": "string",
    "Parent": "string omitempty",
    "Parents": "[]string omitempty",
    "Type": "string",
    "Description": "string",
    "InUse": "bool",
    "Shared": "bool",
    "Size": "int64",
    "CreatedAt": "string",
    "LastUsedAt": "string",
    "UsageCount": "int"
   }
  },
  "DiskUsage": {
   "go": "types.DiskUsage",
   "fields": {
    "LayersSize": "int64",
    "Images": "[]*ImageSummary",
    "Containers": "[]*ContainerSummary",
    "Volumes": "[]*Volume",
    "BuildCache": "[]*BuildCacheRecord",
    "ImageHistory": "*ImageHistoryUsage omitempty"
   }
  },
  "ImageHistoryUsage": {
   "go": "image.HistoryUsage",
   "fields": {
    "Images": "int",
    "Size": "int64"
   }
  },
  "VolumeUsageData": {
   "go": "volume.UsageData",
   "fields": {
    "RefCount": "int64",
    "Size": "int64"
   }
  },
  "Volume": {
   "go": "volume.Volume",
   "fields": {
    "ClusterVolume": "any omitempty",
    "CreatedAt": "string omitempty",
    "Driver": "string",
    "Labels": "map[string]string",
    "Mountpoint": "string",
    "Name": "string",
    "Options": "map[string]string",
    "Scope": "string",
    "Status": "map[string]any omitempty",
    "UsageData": "*VolumeUsageData omitempty"
   }
  },
  "VolumeListResponse": {
   "go": "volume.ListResponse",
   "fields": {
    "Volumes": "[]*Volume",
    "Warnings": "[]string"
   }
  },
  "VolumeCreateRequest": {
   "go": "volume.CreateOptions",
   "root": "CreateOptions",
   "fields": {
    "ClusterVolumeSpec": "any omitempty",
    "Driver": "string omitempty",
    "DriverOpts": "map[string]string omitempty",
    "Labels": "map[string]string omitempty",
    "Name": "string omitempty"
   }
  },
  "VolumePruneReport": {
   "go": "volume.PruneReport",
   "fields": {
    "VolumesDeleted": "[]string",
    "SpaceReclaimed": "uint64"
   }
  }
 }
};
