/** Commands that speak to a swarm, to plugins and about checkpoints. */
export const swarmLines = `
swarm init
swarm init --advertise-addr 192.0.2.1 --listen-addr eth0:99 --data-path-addr eth1 --data-path-port 5000
swarm init --listen-addr 1.2.3.4 --autolock --availability drain --force-new-cluster
swarm init --availability Pause
swarm init --availability other
swarm init --cert-expiry 1h --dispatcher-heartbeat 7s --max-snapshots 3 --snapshot-interval 8 --task-history-limit 2
swarm init --external-ca protocol=cfssl,url=https://ca.test,extra=1
swarm init --external-ca url=https://ca.test
swarm init --external-ca protocol=cfssl
swarm init --external-ca protocol=other,url=x
swarm init --external-ca protocol=cfssl,url=https://ca.test,cacert=cert.pem
swarm init --external-ca x
swarm init --default-addr-pool 10.10.0.0/16,10.20.1.2/16 --default-addr-pool-mask-length 26
swarm init --default-addr-pool 10.10.0.0
swarm init --default-addr-pool 10.10.0.0/16 --default-addr-pool-mask-length 33
swarm init --data-path-port 80
swarm init --listen-addr :x:y
swarm init now
swarm join 192.0.2.9:2377
swarm join --token T --advertise-addr a --data-path-addr b --listen-addr 5.5.5.5 --availability pause h:1
swarm join --availability no h:1
swarm join
swarm leave
swarm leave -f
swarm update --autolock
swarm update --autolock=false --cert-expiry 3h --dispatcher-heartbeat 9s --max-snapshots 1 --snapshot-interval 2 --task-history-limit 0
swarm update --external-ca protocol=cfssl,url=https://ca.test
swarm update x
swarm ca
swarm ca x
swarm ca --quiet --detach
swarm ca --rotate -d
swarm ca --rotate -d --cert-expiry 4h --external-ca protocol=cfssl,url=https://ca.test
swarm ca --rotate -d --ca-cert cert.pem --ca-key key.pem
swarm ca --rotate -d --ca-cert nothing.pem
swarm ca --rotate -d --ca-cert plain.txt
swarm ca --rotate -d --ca-key key.pem
swarm ca --ca-cert cert.pem
swarm join-token worker
swarm join-token manager
swarm join-token -q worker
swarm join-token --rotate worker
swarm join-token --rotate -q manager
swarm join-token other
swarm join-token
swarm unlock-key
swarm unlock-key -q
swarm unlock-key --rotate
swarm unlock-key --rotate -q
echo SWMKEY-1-key | docker swarm unlock
swarm unlock x
node ls
node list -q
node ls --filter role=manager --filter name=alpha
node ls --filter x
node ls --format '{{.ID}} {{.Self}} {{.Hostname}} {{.Status}} {{.Availability}} {{.ManagerStatus}} {{.TLSStatus}} {{.EngineVersion}}'
node ls --format json
node ls --format 'table {{.ID}}\\t{{.Hostname}}'
node ls --format raw
node ls -q --format raw
node inspect self
node inspect beta alpha
node inspect nobody
node inspect
node inspect --format '{{.Spec.Role}}' beta
node inspect --pretty alpha
node inspect --pretty alpha beta
node inspect --pretty self
node inspect --pretty --format x alpha
node ps
node ps self
node ps alpha beta
node ps nobody
node ps -q
node ps --no-trunc --no-resolve
node ps --filter desired-state=running --filter node=x
node ps --format '{{.ID}} {{.Name}} {{.Image}} {{.Node}} {{.DesiredState}} {{.Error}} {{.Ports}}'
node ps --format json
node rm beta
node remove -f beta nobody alpha
node rm
node promote beta
node promote alpha
node promote alpha beta nobody
node promote
node demote beta
node demote alpha
node update beta
node update --availability drain --role manager beta
node update --label-add a=b --label-add c --label-rm x beta
node update --label-rm rack --label-rm none alpha
node update --availability x beta
node update nobody
node update
secret ls
secret list -q
secret ls --filter name=s1
secret ls --format '{{.ID}} {{.Name}} {{.Driver}} {{.Labels}} {{.Label "a"}}'
secret ls --format json
secret ls --format raw
printf value | docker secret create new -
secret create new file.txt
secret create -l a=b --label c --template-driver golang new file.txt
secret create -d vault new
secret create -d vault new file.txt
secret create new
secret create new nothing.txt
secret create
secret inspect s1
secret inspect s1 none
secret inspect --pretty s1 s2
secret inspect --format '{{.Spec.Name}}' s1
secret inspect --pretty -f '{{.ID}}' s1
secret inspect
secret rm s1
secret rm s1 none
secret rm
config ls
config list -q
config ls --filter label=a=b
config ls --format '{{.ID}} {{.Name}} {{.Labels}} {{.Label "a"}}'
config ls --format json
printf value | docker config create new -
config create -l a=b --template-driver golang new file.txt
config create new
config create new nothing.txt
config inspect c1
config inspect --pretty c1 c2
config inspect --format '{{.Spec.Name}}' c1 none
config inspect --pretty -f x c1
config rm c1 none
service ls
service list -q
service ls --filter mode=global --filter label=x
service ls --format '{{.ID}} {{.Name}} {{.Mode}} {{.Replicas}} {{.Image}} {{.Ports}}'
service ls --format json
service ls --format raw
service ps web
service ps -q web
service ps web none
service ps none
service ps --no-trunc --no-resolve web bare
service ps --filter node=alpha --filter desired-state=running web
service ps --filter node=self web
service ps --format '{{json .}}' web
service ps
service rm web
service remove web none
service rm
service inspect web
service inspect web none
service inspect --format '{{.Spec.Name}}' web
service inspect --pretty web
service inspect --pretty bare
service inspect --pretty job
service inspect --pretty -f x web
service scale -d web=3
service scale -d web=3 bare=1 none=2
service scale web
service scale web=x
service scale -d job=7
service scale
service rollback -d web
service rollback -d none
service logs web
service logs --since 10 --tail 5 -t --details --raw web
service logs -f --no-trunc --no-task-ids --no-resolve web
service logs task1aaaaaaaaaaaaaaaaaaaa
service logs none
service logs
stack ls
stack ls --format '{{.Name}} {{.Services}} {{.Orchestrator}}'
stack ls --format json
stack ps shop
stack ps -q --filter node=alpha shop
stack ps --no-trunc --no-resolve shop
stack ps --format '{{.Name}}' shop
stack ps 'a b'
stack ps
stack services shop
stack services -q shop
stack services --filter name=web --format '{{.Name}}' shop
stack rm shop
stack down shop other
stack rm -d=false shop
stack rm
stack deploy
stack deploy shop
stack --orchestrator swarm ls
stack ls --orchestrator swarm
stack config
trust inspect
inspect alpha
inspect web
inspect nothing
inspect s1 c1 sshfs
inspect --type node alpha
inspect --type plugin sshfs
trust sign
trust key generate
plugin ls
plugin list -q
plugin ls --no-trunc
plugin ls --filter enabled=true
plugin ls --format '{{.ID}} {{.Name}} {{.Description}} {{.Enabled}} {{.PluginReference}}'
plugin ls --format json
plugin ls --format raw
plugin inspect sshfs
plugin inspect sshfs none
plugin inspect -f '{{.Name}}' sshfs
plugin enable sshfs
plugin enable --timeout 5 sshfs
plugin enable none
plugin enable --timeout -5 sshfs
plugin disable sshfs
plugin disable -f sshfs
plugin rm sshfs
plugin remove -f sshfs none
plugin set sshfs DEBUG=1 X=2
plugin set sshfs
plugin install --grant-all-permissions vieux/sshfs
plugin install --grant-all-permissions --disable --alias other vieux/sshfs DEBUG=1
plugin install --grant-all-permissions --alias 'A B' vieux/sshfs
plugin install --grant-all-permissions 'A B'
plugin install --grant-all-permissions registry.test/p:1
echo y | docker plugin install vieux/sshfs
echo n | docker plugin install vieux/sshfs
plugin push vieux/sshfs
plugin push 'A B'
plugin push vieux/sshfs@sha256:abababababababababababababababababababababababababababababababab
plugin upgrade --grant-all-permissions off
plugin upgrade --grant-all-permissions --skip-remote-check off vieux/other
echo n | docker plugin upgrade off vieux/other
plugin upgrade sshfs
plugin create name plugin
plugin create --compress name plugin
plugin create name nothing
plugin create 'A B' plugin
plugin create name file.txt
checkpoint create box cp1
checkpoint create --leave-running --checkpoint-dir /d box cp1
checkpoint ls box
checkpoint list --checkpoint-dir /d box
checkpoint ls none
checkpoint rm box cp1
checkpoint remove --checkpoint-dir /d box cp1
checkpoint rm box
volume update vol
volume update --availability drain vol
volume update
volume create --type mount --scope multi --sharing all --group g --secret a=b --secret c=d vol
volume create --type block --limit-bytes 10m --required-bytes 1m --topology-required a=b,c=d --topology-preferred e=f vol
volume create --availability pause --scope single --sharing none vol
volume update plain
volume ls --cluster
volume ls --cluster -q
volume ls --cluster --format '{{.Name}} {{.Group}} {{.Availability}} {{.Status}}'
`;
