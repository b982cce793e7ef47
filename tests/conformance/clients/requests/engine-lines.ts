/** Flags of commands about containers, images, networks and volumes. The stock client gives several variables or volumes in any order. */
export const engineLines = `
create busybox
create --name box busybox run --fast
create -a stdin -a stdout -i -t busybox
create --add-host a:10.0.0.1 --add-host b=::1 --annotation a=b busybox
create --blkio-weight 20 --blkio-weight-device /dev/sda:30 busybox
create --cap-add net_admin --cap-drop all --cgroup-parent p --cgroupns private busybox
create --cidfile cid busybox
create --cpu-period 100000 --cpu-quota 50000 --cpu-rt-period 1000 --cpu-rt-runtime 500 -c 7 --cpus 1.5 --cpuset-cpus 0-1 --cpuset-mems 0 busybox
create --cpu-count 2 busybox
create --device /dev/null --device /dev/zero:/dev/z:r --device-cgroup-rule 'c 1:3 rw' busybox
create --device-read-bps /dev/sda:1mb --device-read-iops /dev/sda:10 --device-write-bps /dev/sda:2mb --device-write-iops /dev/sda:20 busybox
create --dns 8.8.8.8 --dns-option ndots:1 --dns-search x.y --domainname d busybox
create --entrypoint '' busybox
create --entrypoint sh busybox -c true
create -e A=1 --env-file env.list busybox
create -e GIVEN busybox
create -e UNSET busybox
create --expose 80 --expose 90-91/udp busybox
create --gpus all busybox
create --gpus device=0,capabilities=utility busybox
create --group-add g1 --group-add 7 busybox
create --health-cmd x --health-interval 1s --health-retries 2 --health-start-interval 1s --health-start-period 2s --health-timeout 3s busybox
create --no-healthcheck busybox
create -h host --init busybox
create --ip 10.0.0.2 --ip6 ::2 --network net --network-alias a --mac-address 02:00:00:00:00:01 busybox
create --link a:b --link-local-ip 169.254.1.1 --network net busybox
create --network name=net,alias=a,ip=10.0.0.2 --network net2 busybox
create --ipc host --isolation default --pid host --uts host --userns host busybox
create --kernel-memory 5m busybox
create -l a=b --label c --label-file file.txt busybox
create --log-driver json-file --log-opt max-size=1m busybox
create -m 10m --memory-reservation 5m --memory-swap 20m --memory-swappiness 10 busybox
create --mount type=bind,source=/a,target=/b,readonly busybox
create --mount type=volume,source=v,target=/b,volume-driver=d,volume-opt=a=b,volume-nocopy busybox
create --mount type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=1777 busybox
create --mount type=image,source=busybox,target=/i busybox
create --oom-kill-disable -m 5m --oom-score-adj 3 --pids-limit 5 busybox
create --platform linux/amd64 --pull never busybox
create --privileged --read-only --runtime crun busybox
create -p 8080:80 -p 53:53/udp -P busybox
create -p 127.0.0.1:8080-8081:80-81 busybox
create --restart on-failure:3 busybox
create --rm --restart always busybox
create --rm busybox
create --security-opt no-new-privileges --security-opt apparmor=x --shm-size 1m busybox
create --security-opt seccomp=unconfined busybox
create --stop-signal INT --stop-timeout 7 --storage-opt size=1g busybox
create --sysctl net.core.somaxconn=1 --tmpfs /t:rw,size=1m --tmpfs /u busybox
create --ulimit nofile=10:20 -u me --volume /a:/b:ro --volume /d --volume-driver d busybox
create --volumes-from box:ro busybox
create --volumes-from box -w /srv --volume vv:/c busybox
run -d busybox
run -d --name box --rm busybox sleep 1
run -d --detach-keys ctrl-a --sig-proxy=false busybox
start box
start none box
stop box
stop -s INT -t 3 box
restart -t 1 --signal HUP box
kill -s INT box
pause box
unpause box
rename box other
rm -f -v box
rm -l box
wait box
diff box
top box
top box -o pid
port box
port box 80
logs --details --since 10 --until 20 -n 5 -t box
update --cpus 1 -m 10m --memory-swap 20m --restart always --pids-limit 4 box
update --blkio-weight 20 --cpu-period 1000 --cpu-quota 500 -c 5 --cpuset-cpus 0 --cpuset-mems 0 --memory-reservation 1m box
update --kernel-memory 5m box
exec -d box true
exec -d -e A=1 --env-file env.list --privileged -u me -w /srv --detach-keys ctrl-a box true
ps
ps -a -n 3 -s -f status=exited -f label=a
ps -l
ps -q --no-trunc
container prune -f --filter until=1h
commit -a me -m text -c 'CMD x' box repo:tag
commit --pause=false box
images
images -a --digests -f dangling=true repo
image prune -f -a --filter until=1h
tag busybox other:1
rmi -f --no-prune busybox
history busybox
pull busybox
pull -q registry.test/app:1
pull --platform linux/arm64 busybox
push registry.test/app
push -q -a registry.test/app
search --limit 3 --filter is-official=true x
import http://x.test/y repo
import -c 'CMD x' -m text --platform linux/amd64 file.txt repo
load -i file.txt
load -q -i file.txt
save -o out.tar busybox
network create net
network create --attachable --internal --ipv6 --label a=b -o c=d --scope local net
network create --subnet 10.1.0.0/16 --gateway 10.1.0.1 --ip-range 10.1.2.0/24 --aux-address a=10.1.0.9 net
network create --ipam-driver d --ipam-opt a=b --ipv4=false net
network create --config-only net
network create --config-from other --ingress -d overlay net
network connect net box
network connect --alias a --driver-opt a=b --gw-priority 3 --ip 10.0.0.2 --ip6 ::2 --link a:b --link-local-ip 169.254.1.1 net box
network disconnect -f net box
network ls -f driver=bridge
network inspect -v net
network rm -f net
network prune -f --filter until=1h
volume create
volume create -d local --label a=b -o type=tmpfs vol
volume create --name vol
volume inspect vol
volume ls -f dangling=true
volume rm -f vol
volume prune -f -a --filter label=x
login -u me -p secret registry.test
events --since 10 --until 20 --filter type=container
inspect box vol net
inspect nothing
inspect --type secret nothing
inspect -s box
system prune -f
system prune -f -a --volumes --filter label=x
`;
