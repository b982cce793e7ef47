/** Lines that only look, by what they look at. They are shell words; `docker` is left out. */
export const lookLines: Readonly<Record<string, string>> = {
  "lists of containers": String.raw`
ps
ps -a
ps -aq
ps -q --no-trunc
ps -a --no-trunc
ps -as
ps -n 2
ps -n 0
ps -n -1
ps -l
ps -lq
ps --latest --size
container ls -a
container ps
container list -q
ps -a -f status=exited
ps -a -f status=created -f status=paused
ps -a -f status=running --format '{{.Names}}'
ps -a -f exited=3 --format '{{.Names}}'
ps -a -f exited=0 --format '{{.Names}}'
ps -a -f name=we --format '{{.Names}}'
ps -a -f name=^/held$ --format '{{.Names}}'
ps -a -f label=tier --format '{{.Names}} {{.Label "tier"}}'
ps -a -f label=tier=back -f label=x --format '{{.Names}}'
ps -a -f label=tier=back -q
ps -a -f ancestor=busybox --format '{{.Names}}'
ps -a -f ancestor=alias:one --format '{{.Names}} {{.Image}}'
ps -a -f network=front --format '{{.Names}}'
ps -a -f volume=data --format '{{.Names}}'
ps -a -f volume=/data --format '{{.Names}}'
ps -f publish=18081 --format '{{.Names}}'
ps -f publish=18000-19000/tcp --format '{{.Names}}'
ps -f expose=80/tcp --format '{{.Names}}'
ps -a -f before=gone --format '{{.Names}}'
ps -a -f since=made --format '{{.Names}}'
ps -a -f health=healthy --format '{{.Names}} {{.Status}}'
ps -a -f health=none --format '{{.Names}}'
ps -a -f is-task=false -q
ps -a -f id=0
ps -a --format '{{.ID}} {{.Names}} {{.Image}} {{.Command}} {{.State}} {{.RunningFor}}'
ps -a --format 'table {{.Names}}\t{{.State}}\t{{.Ports}}\t{{.Label "tier"}}'
ps -a --format 'table {{upper .Names}}\t{{truncate .Image 4}}'
ps -a --format 'table {{.Names}} is {{.Status}}'
ps -a --format json
ps -a --no-trunc --format '{{json .}}'
ps -a --format '{{json .Names}} {{json .Labels}} {{json .Ports}}'
ps -a --format '{{.Mounts}}|{{.Networks}}|{{.LocalVolumes}}|{{.Size}}|{{.Platform}}'
ps -a --no-trunc --format '{{.Mounts}}|{{.Command}}'
ps -a --format raw
ps -aq --format raw
ps -as --format raw
ps -aq --no-trunc --format raw
ps -aq --format '{{.Names}}'
ps --format ''
ps -a --format 'table'
ps -a --format 'table {{json .Names}}'
ps -a --format pretty
ps -a --format '{{range $i, $p := split .Ports ","}}{{$i}}={{$p}};{{end}}'
ps -a --format '{{.CreatedAt}}|{{.ID | len}}'
ps -a --format '{{.Nope}}'
ps -a --format '{{.Names'
ps -a --format '{{.Label}}'
ps -a --format '{{nosuch .}}'
ps -a --format 'table {{.Nope}}'
`,
  "lists of images": String.raw`
images
images -q
images -a
images --no-trunc
images -q --no-trunc
images --digests
images alias
images alias:one
images 'al*'
images nosuch
images registry.test:5000/team/app
image ls
image list busybox
images -f dangling=true
images -f dangling=true -q
images -f dangling=false --format '{{.Repository}}'
images -f label=kind
images -f label=kind=test --format '{{.Repository}}:{{.Tag}}'
images -f reference=alias:* --format '{{.Repository}}:{{.Tag}}'
images -f reference=*/team/* -q
images -f before=labelled:1 -q
images -f since=busybox --format '{{.Repository}}:{{.Tag}}'
images -f since=nosuch
images -f until=24h
images --format 'table {{.ID}}\t{{.Repository}}\t{{.Tag}}\t{{.Size}}'
images --format '{{.Repository}}@{{.Digest}} {{.Size}} {{.SharedSize}} {{.UniqueSize}} {{.Containers}} {{.CreatedSince}}'
images --format json
images --format '{{json .}}' alias
images --format raw
images -q --format raw
images -q --format table
images -q --no-trunc --digests --format raw
images --digests --format raw
images --format '{{.CreatedAt}}' busybox
images --format '{{.Labels}}'
images --format 'table {{.Repository}}' --no-trunc
history busybox
history -q busybox
history --no-trunc labelled:1
history -H=false labelled:1
history --format '{{.CreatedBy}}|{{.Size}}|{{.Comment}}|{{.ID}}|{{.CreatedSince}}' labelled:1
history --format json --no-trunc busybox
history --format 'table {{.ID}}\t{{.Comment}}' labelled:1
history --format '{{.CreatedAt}}' busybox
`,
  "lists of networks, volumes and contexts": String.raw`
network ls
network ls -q
network ls --no-trunc
network list -q --no-trunc
network ls -f driver=bridge --format '{{.Name}}'
network ls -f driver=nosuch
network ls -f label=k=v --format '{{.Name}}'
network ls -f label=zone
network ls -f type=custom --format '{{.Name}}'
network ls -f type=builtin --format '{{.Name}} {{.Driver}} {{.Scope}}'
network ls -f type=nosuch
network ls -f name=fro -q
network ls -f id=0
network ls -f scope=local --format '{{.Name}}'
network ls -f scope=swarm
network ls -f dangling=true --format '{{.Name}}'
network ls --format 'table {{.Name}}\t{{.Driver}}\t{{.Internal}}\t{{.IPv6}}'
network ls --format '{{.Label "k"}}|{{.Labels}}|{{.ID}}'
network ls --format json
network ls --format raw
network ls -q --format raw
volume ls
volume ls -q
volume list
volume ls -f dangling=true
volume ls -f dangling=false -q
volume ls -f name=at --format '{{.Name}}'
volume ls -f label=k -q
volume ls -f label=k=w
volume ls -f driver=local -q
volume ls --format json
volume ls --format raw
volume ls -q --format raw
volume ls -q --format table
volume ls --format 'table {{.Name}}\t{{.Driver}}\t{{.Scope}}\t{{.Links}}\t{{.Size}}'
volume ls --format '{{.Label "b"}} {{.Mountpoint}} {{.Availability}} {{.Group}} {{.Status}}'
context ls
context list -q
context show
context ls --format json
context ls --format '{{.Name}}|{{.Current}}|{{.Description}}|{{.DockerEndpoint}}|{{.Error}}'
context ls --format 'table {{.Name}}\t{{.DockerEndpoint}}'
context inspect
context inspect far copy
context inspect -f '{{.Name}} {{.Endpoints.docker.Host}} {{.Metadata.Metadata.Description}}' far
context inspect -f json far
context inspect nosuch far
--context far context show
--context far context ls
`,
  "what containers do": `
port web
port web 80
port web 443/udp
port web 81
port web x
port made
top web
top web -o pid,args
top web nosuch-option
top gone
top made
logs web
logs web 2>/dev/null
logs --tail 1 web
logs --tail 0 web
logs -n 2 web
logs --tail x web
logs --since 1h web
logs --until 1h web
logs --since nosuch web
logs --since 2038-01-01 web
logs --details web
logs gone
logs made
logs held -n 1
diff gone
diff fine
diff made
wait gone
wait fine gone
exec web echo hi
exec web sh -c 'echo a; echo b >&2; exit 4'
exec -e X=1 -w /data web sh -c 'echo $X $PWD'
exec -u 1:1 web id
exec -i web cat < env.list
exec -it web true
exec -d web true
exec web nosuch
exec held true
exec gone true
exec made true
exec web
exec -w nosuch web true
exec -u nosuch web true
cp web:/etc/passwd - | tar t
cp gone:/file -  | tar tv | cut -c1-20
cp web:/nosuch -
cp nosuch:/a /tmp
cp web:/a held:/b
cp a b
cp nosuch web:/
cp web:/etc/passwd /nosuch/x/y
export fine | tar t | sort | head -20
save alias:one | tar t | sort | grep -c .
attach gone
attach held
attach made
stats --no-stream --format '{{.Name}} {{.ID}} {{.Container}}' web
stats --no-stream --format 'table {{.Name}}' web held
stats --no-stream nosuch
events --since 1 --until 2
events --since 0 --until 0s -f type=network -f event=create --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}'
events --since 1h --until 0s -f container=gone --format '{{.Action}} {{.Actor.ID}}'
events --since 1h --until 0s -f type=volume
events --since 1h --until 0s -f label=tier=back --format json
events --since 1h --until 0s -f image=alias:one --format '{{json .}}'
events --since 1h --until 0s -f container=made
events --since x
events --until 0s --since 1h --format '{{.Nope}}'
events -f nosuch=1 --since 1 --until 2
`,
  "the engine": String.raw`
version --format '{{.Server.Version}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}} {{.Server.Os}}'
version --format '{{range .Server.Components}}{{.Name}};{{end}}'
version --format '{{json .Server.Arch}}'
version --format '{{.Client.Nope}}'
version --format '{{.Client'
version --format '{{.Client.Os}}/{{.Client.Arch}} {{.Client.Context}}'
info --format '{{.Name}} {{.Containers}} {{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}} {{.Images}}'
info --format '{{json .RegistryConfig.IndexConfigs}}'
info --format '{{.ServerVersion}} {{.Driver}} {{.OSType}} {{.Architecture}} {{.NCPU}} {{.MemTotal}}'
info --format '{{range .Plugins.Volume}}{{.}} {{end}}{{.Plugins.Network}}{{.Plugins.Log}}'
info --format '{{json .Runtimes}} {{.DefaultRuntime}} {{.SecurityOptions}} {{.Warnings}}'
info --format '{{.LoggingDriver}} {{.CgroupDriver}} {{.CgroupVersion}} {{.Swarm.LocalNodeState}} {{.LiveRestoreEnabled}}'
info --format '{{.DriverStatus}} {{.ClientInfo.Context}} {{.ID}}'
info --format '{{.Nope}}'
info --format '{{json .ServerErrors}} {{json .ClientErrors}}'
system info --format '{{.DockerRootDir}}'
system df
system df --format '{{.Type}} {{.TotalCount}} {{.Active}} {{.Size}} {{.Reclaimable}}'
system df --format json
system df --format 'table {{.Type}}\t{{.Size}}'
system df -v --format '{{range .Containers}}{{.Names}} {{.Size}};{{end}}'
system df -v --format '{{json .Volumes}}'
system df -v --format '{{range .Images}}{{.Repository}}:{{.Tag}} {{end}}' | cut -d: -f1 | grep -c .
system df --format '{{.Nope}}'
plugin ls
plugin ls -q
volume ls -f nosuch=1
network ls -f nosuch=1
ps -f nosuch=1
images -f nosuch=1
ps -f status
ps -f status=nosuch
ps -f exited=x
ps -a -f before=nosuch
ps -a -f health=nosuch
ps -f publish=x
`,
};
