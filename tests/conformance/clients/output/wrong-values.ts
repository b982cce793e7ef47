/** Lines with values that no client or engine takes, by what is wrong with them. None of them changes anything. */
export const wrongValues: Readonly<Record<string, string>> = {
  "values that are none": `
create --memory x busybox
create --memory 1k busybox
create --memory-swap 1m --memory 4m busybox
create --memory 4m --memory-reservation 8m busybox
create --memory-swappiness 101 busybox
create --cpus x busybox
create --cpus -1 busybox
create --cpus 1000 busybox
create --cpus 1 --cpu-quota 5 busybox
create --cpu-shares x busybox
create --cpuset-cpus 99 busybox
create --cpuset-cpus a busybox
create --cpu-period 1 busybox
create --pids-limit x busybox
create --oom-score-adj 2000 busybox
create --shm-size x busybox
create --ulimit x busybox
create --ulimit nofile=2:1 busybox
create --ulimit nosuch=1 busybox
create --device-read-bps x busybox
create --device-write-iops /dev/zero:x busybox
create --device a:b:c:d busybox
create --device /dev/zero:/dev/z:q busybox
create --restart sometimes busybox
create --restart on-failure:x busybox
create --restart always:3 busybox
run --restart always --rm busybox true
create -p x busybox
create -p 70000:80 busybox
create -p 80:80/foo busybox
create -p 1-3:1-2 busybox
create -p 1.2.3:80:80 busybox
create --expose x busybox
create --expose 5-1 busybox
create -v /a:/b:nosuch busybox
create -v /a:b busybox
create -v /a:/b:ro:rw busybox
create -v data:/b:ro: busybox
create -v a:b:c:d busybox
run -v /a:/b:ro:rw busybox true
create -v :/b busybox
create --mount x busybox
create --mount type=nosuch,target=/x busybox
create --mount type=bind,target=/x busybox
create --mount type=bind,src=/nosuch,target=/x busybox
create --mount type=tmpfs,src=/a,target=/x busybox
create --mount type=volume,nosuch=1,target=/x busybox
create --mount type=volume busybox
create --mount type=volume,target=x busybox
create --tmpfs x busybox
create -w relative busybox
create --env-file nosuch busybox
create --label-file nosuch busybox
create -e =x busybox
create --network host -p 80:80 --ip 1.2.3.4 busybox
create --ip 10.78.0.77 busybox
create --ip x --network front busybox
create --mac-address x busybox
create --network container:web -p 80:80 busybox
create --network host --hostname x --link web busybox
create --link web:a:b busybox
create --dns x busybox
create --add-host x busybox
create --add-host x:y busybox
create --ipc nosuch busybox
create --pid nosuch busybox
create --uts nosuch busybox
create --userns nosuch busybox
create --cgroupns nosuch busybox
create --isolation nosuch busybox
create --cap-add NOSUCH busybox
create --security-opt nosuch busybox
create --security-opt seccomp=nosuch.json busybox
create --log-driver nosuch busybox
create --log-opt nosuch=1 busybox
create --runtime nosuch busybox
create --stop-signal NOSUCH busybox
create --stop-timeout x busybox
create --storage-opt nosuch busybox
create --sysctl x busybox
create --health-interval x --health-cmd true busybox
create --health-interval 1us --health-cmd true busybox
create --health-retries -1 --health-cmd true busybox
create --no-healthcheck --health-cmd true busybox
create --volumes-from nosuch busybox
create --volumes-from web:nosuch busybox
create --gpus nosuch= busybox
create --attach nosuch busybox
create --pull nosuch busybox
create --platform nosuch busybox
create --platform a/b/c/d busybox
run --platform nosuch busybox true
create --pull always --platform nosuch busybox
create ''
run --detach-keys nosuch busybox true
run --cidfile env.list busybox true
stop -t x web
restart -s NOSUCH nosuch
update --cpus x web
update --memory 1k web
update --restart always --memory 5g --pids-limit x web
`,
  "labels that are none": `
network create --label =x made
network create --label 'a b=c' made
volume create --label '' made
secret create --label =x made env.list
config create --label 'a b=c' made env.list
service create --label =x busybox
service create --container-label 'a b=c' busybox
service update --label-add '' made
service update --container-label-add =x made
node update --label-add =x made
`,
  "content of nothing": `
secret create made /dev/null
config create made /dev/null
secret create made nosuch
`,
  "addresses that are none": `
-H tcp:// ps --nosuch
-H tcp://x:y ps
-H http://x ps
-H foo://x ps
-H fd:// ps
-H ssh://x:y ps
-H 'ssh://a b' ps
-H ssh://%zz ps
-H ssh://[::1 ps
-H ssh://u@ ps
-H ssh://:22 ps
-H ssh://u:p@h ps
-H ssh://h/x?y ps
-H ssh://h/#x ps
`,
  "commands that are buildx's": `
build --nosuch
build a b
image build --nosuch
builder --nosuch
builder build a b
builder prune --nosuch
builder prune a
builder ls --nosuch
builder bake --nosuch
builder rm
builder rm nosuch
builder use nosuch
buildx rm
buildx use
`,
  "builders that cannot be made": `
buildx create --name default
buildx create --name 'a b'
buildx create --append
buildx create --append --name nosuch --driver foo
buildx create --leave
buildx create --leave --name default
buildx create --leave --name nosuch --node x
buildx create --append --leave
buildx create --driver docker
buildx create --driver nosuch
`,
  "bakes of nothing": `
buildx bake x
buildx bake --print
buildx bake --list targets
buildx bake --list nosuch
buildx bake --list targets --print
buildx bake -f - x </dev/null
buildx bake -f - --print </dev/null
buildx bake -f /dev/null
buildx bake --progress nosuch
buildx bake --progress none
buildx bake --progress quiet
buildx bake --allow nosuch
buildx bake --set nosuch
`,
  "builds of folders that are not there": `
build --ssh foo=bar --secret id=x,src=/nosuch /nosuch
build --ssh foo=bar --cache-from type=foo /nosuch
build --ssh foo=bar -o type=foo /nosuch
build --ssh foo=bar --attest foo /nosuch
build --ssh foo=bar --allow foo /nosuch
build --ssh foo=bar --platform foo/bar/baz/x /nosuch
build --cache-from type=foo --secret id=x,src=/nosuch /nosuch
build --cache-to type=foo --secret id=x,src=/nosuch /nosuch
build -o type=foo --secret id=x,src=/nosuch /nosuch
build -o type=foo --allow foo /nosuch
build --cache-from type=foo --allow foo /nosuch
build -o type=foo --cache-from type=foo /nosuch
build -o type=foo /nosuch
build --cache-from type=foo /nosuch
build --cache-from foo=bar /nosuch
build --cache-to dest=x /nosuch
build --platform foo/bar/baz/x /nosuch
build --ulimit foo /nosuch
build -t A:b /nosuch
build --build-context foo=/nosuch /nosuch
build --network foo /nosuch
build --annotation foo /nosuch
build --no-cache --no-cache-filter a /nosuch
build --shm-size 1g --add-host foo /nosuch
build --push /nosuch
build --call foo /nosuch
`,
};
