/** Lines that show objects whole, by what they look at; shell words, without `docker`. */
export const inspectLines: Readonly<Record<string, string>> = {
  "objects in full": `
inspect web
inspect held made gone
inspect fine --size
inspect --type container web
inspect --type network front
inspect --type volume data
inspect --type image labelled:1
inspect busybox
inspect labelled:1 web front data
inspect front
inspect data
inspect -f json made
inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.State.Running}}' gone web
inspect -f '{{json .Config}}' web
inspect -f '{{range .Config.Env}}{{println .}}{{end}}' web
inspect -f '{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{$v.IPAddress}} {{$v.Aliases}}{{end}}' web
inspect -f '{{index .Config.Labels "com.example.words"}}' web
inspect -f '{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}' web
inspect -f '{{.HostConfig.Memory}} {{.HostConfig.RestartPolicy}} {{.Config.Cmd}} {{.HostConfig.CapAdd}}' web held made
inspect -f '{{len .Mounts}} {{.Mounts}}' web
inspect -f '{{.Config}}' made
inspect -f '{{.NetworkSettings}}' made | sed 's/0x[0-9a-f]*/ADDRESS/g'
inspect -f '{{.NetworkSettings.NetworkSettingsBase}} {{.NetworkSettings.DefaultNetworkSettings.IPAddress}}' web
inspect -f '{{.ContainerJSONBase.Name}} {{json .ContainerJSONBase.HostConfig.Resources}}' web
inspect -f '{{.HostConfig.Resources.Memory}} {{json .HostConfig}}' web
inspect -f '{{printf "%+v" .HostConfig.Resources.Devices}} {{.HostConfig.Ulimits}}' made
inspect -f '{{index .HostConfig.Ulimits 0}} {{(index .HostConfig.Ulimits 0).Soft}} {{json .HostConfig.Ulimits}}' made
inspect -f '{{.HostConfig}}' held | sed 's/0x[0-9a-f]*/ADDRESS/g'
inspect -f '{{.Config.Labels}} {{.Config.Volumes}} {{.Config.ExposedPorts}}' web
inspect -f '{{.Nope}}' web
inspect -f '{{.State.Nope}} x' web
inspect -f '{{.Id' web
inspect -s -f '{{.SizeRw}} {{.SizeRootFs}}' gone
container inspect web
container inspect -s gone
container inspect -f '{{.Name}}' web nosuch
image inspect busybox alias:one
image inspect -f '{{.RootFS.Type}} {{len .RootFS.Layers}} {{.Size}} {{.Architecture}} {{.Author}} {{.Comment}}' labelled:1
image inspect -f '{{.Config.Labels.kind}} {{.RepoTags}} {{.Created}}' labelled:1
image inspect -f '{{json .Config}} {{.Config}}' labelled:1 busybox
image inspect -f '{{json .}}' labelled:1 busybox
image inspect -f '{{.}}' busybox | sed 's/0x[0-9a-f]*/ADDRESS/g'
image inspect -f '{{.Config.ImageConfig.Cmd}} {{.Config.DockerOCIImageConfigExt.OnBuild}} {{.Config.Healthcheck}}' labelled:1
image inspect -f '{{.Config.Hostname}} x' busybox
image inspect -f '{{.Container}} {{.ContainerConfig}}' busybox
image inspect -f json nosuch busybox
network inspect front back
network inspect bridge host none
network inspect -v front
network inspect -f '{{range .IPAM.Config}}{{.Subnet}} {{.Gateway}}{{end}} {{.Internal}} {{.Labels}} {{.Options}}' front back
network inspect -f '{{json .Containers}}' front
network inspect -f '{{.Created.Year}} {{.Created.Month}} {{.Created.Day}} {{.Created.Weekday}} {{.Created.YearDay}} {{.Created.IsZero}}' front
network inspect -f '{{.Created.Hour}}:{{.Created.Minute}}:{{.Created.Second}}.{{.Created.Nanosecond}} {{.Created.String}}' front
network inspect -f '{{.Created.Unix}} {{.Created.UnixMilli}} {{.Created.UnixMicro}} {{.Created.UnixNano}}' front
network inspect -f '{{.Created.Format "Mon Jan _2 15:04:05 2006|Monday, 02-Jan-06 15:04:05 MST|-07 -0700 -07:00 Z07 Z07:00"}}' front
network inspect -f '{{.Created.Format "15.000 15,99 .000000000000 05.0001|002 __2 _2006 January Janet Money|3:04PM 03pm 4 5 1/2"}}' front
network inspect -f '{{.Created.AddDate 0 1 27}} {{.Created.UTC}} {{.Created.Local}} {{.Created.Add 1500}}' front
network inspect -f '{{.Created.Round 1000000000}} {{.Created.Truncate 3600000000000}}' front
network inspect -f '{{(.Created.Sub (.Created.AddDate 0 0 -1)).Hours}} {{.Created.Before .Created}} {{.Created.Compare .Created}}' front
network inspect -f '{{.Created.Nope}}' front
network inspect -f '{{.Created.Date}}' front
image inspect -f '{{.Metadata.LastTagTime.Format "2006-01-02"}} {{.Metadata.LastTagTime}}' busybox
inspect -f '{{.Config.Healthcheck.Interval.Seconds}} {{.Config.Healthcheck.Interval}} {{.Config.Healthcheck.Interval.Milliseconds}}' sound
network inspect -f '{{.}} {{.Services}}' back
network inspect -f '{{json .}}' front
volume inspect data spare
volume inspect -f '{{.Labels}} {{.Scope}} {{.Options}}' data spare
volume inspect -f '{{json .}}' spare
inspect web nosuch
inspect --type image web
inspect --type nosuch web
inspect --type network nosuch front
inspect --size front
`,
};
