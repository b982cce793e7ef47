/**
 * Every flag of `service create` and `service update`. The stock client gives several secrets, configs, variables or generic
 * resources in any order, so that lines have one of each.
 */
export const serviceLines = `
service create nginx:2
service create -d nginx:2
service create -d --no-resolve-image nginx:2
service create -d registry.test/app
service create -d --with-registry-auth registry.test/app
service create -d -q --name web nginx:2 run --fast
service create -d 'A B'
service create
service create -d --cap-add net_admin --cap-add CAP_CHOWN --cap-drop all --cap-drop chown nginx:2
service create -d --cap-add all nginx:2
service create -d --config c1 nginx:2
service create -d --config source=c1,target=/x,uid=1,gid=2,mode=0440 nginx:2
service create -d --config none nginx:2
service create -d --config source=c1,target=a --config source=c2,target=a nginx:2
service create -d --config x=y nginx:2
service create -d --config c1,y nginx:2
service create -d --constraint node.role==manager --constraint node.id!=x nginx:2
service create -d --container-label a=b --container-label c nginx:2
service create -d --credential-spec file://x nginx:2
service create -d --credential-spec registry://x nginx:2
service create -d --credential-spec config://c1 nginx:2
service create -d --credential-spec x nginx:2
service create -d --dns 8.8.8.8 --dns-option ndots:1 --dns-search example.com nginx:2
service create -d --dns x nginx:2
service create -d --endpoint-mode dnsrr nginx:2
service create -d --endpoint-mode VIP nginx:2
service create -d --entrypoint 'sh -c "a b"' nginx:2
service create -d --entrypoint '"' nginx:2
service create -d -e A=1 --env-file env.list nginx:2
service create -d -e GIVEN nginx:2
service create -d -e UNSET nginx:2
service create -d -e B= nginx:2
service create -d --env-file none nginx:2
service create -d --generic-resource gpu=2 nginx:2
service create -d --generic-resource gpu=2 --generic-resource slot=a nginx:2
service create -d --generic-resource x nginx:2
service create -d --group g1 --group 12 nginx:2
service create -d --health-cmd 'curl x' --health-interval 1s --health-retries 3 --health-start-interval 2s --health-start-period 3s --health-timeout 4s nginx:2
service create -d --health-interval 1s nginx:2
service create -d --health-interval -1s nginx:2
service create -d --no-healthcheck nginx:2
service create -d --no-healthcheck --health-cmd x nginx:2
service create -d --host a:10.0.0.1 --host b:::1 nginx:2
service create -d --host a nginx:2
service create -d --hostname h --init --isolation process nginx:2
service create -d --init=false nginx:2
service create -d -l a=b --label c nginx:2
service create -d --limit-cpu 0.5 --limit-memory 10m --limit-pids 7 nginx:2
service create -d --reserve-cpu .25 --reserve-memory 5m nginx:2
service create -d --log-driver json-file --log-opt max-size=1m --log-opt max-file=3 nginx:2
service create -d --log-opt max-size=1m nginx:2
service create -d --mode global nginx:2
service create -d --mode global --replicas 2 nginx:2
service create -d --mode global-job nginx:2
service create -d --mode replicated-job nginx:2
service create -d --mode replicated-job --replicas 5 --max-concurrent 2 nginx:2
service create -d --max-concurrent 2 nginx:2
service create -d --mode global-job --max-concurrent 2 nginx:2
service create -d --mode other nginx:2
service create -d --mode global --replicas-max-per-node 2 nginx:2
service create -d --mode replicated-job --update-delay 1s nginx:2
service create -d --mount type=bind,source=/a,target=/b,readonly --mount type=tmpfs,target=/t,tmpfs-size=1m nginx:2
service create -d --mount type=bind nginx:2
service create -d --network back nginx:2
service create -d --network name=back,alias=a,driver-opt=x=y nginx:2
service create -d --network none nginx:2
service create -d --oom-score-adj -5 nginx:2
service create -d --placement-pref spread=node.labels.x nginx:2
service create -d --placement-pref x nginx:2
service create -d --placement-pref other=x nginx:2
service create -d -p 8080:80 -p 53:53/udp nginx:2
service create -d -p published=8080,target=80,protocol=udp,mode=host nginx:2
service create -d -p 8080-8081:80 nginx:2
service create -d -p 127.0.0.1:80:80 nginx:2
service create -d -p published=8080,target=80,protocol=x nginx:2
service create -d -p target=80,mode=x nginx:2
service create -d -p published=80 nginx:2
service create -d -p target=80,x=y nginx:2
service create -d -p target=80 nginx:2
service create -d --read-only -t -u me -w /srv nginx:2
service create -d --replicas 3 --replicas-max-per-node 2 nginx:2
service create -d --replicas 0 nginx:2
service create -d --restart-condition none --restart-delay 1s --restart-max-attempts 2 --restart-window 3s nginx:2
service create -d --restart-max-attempts 0 nginx:2
service create -d --restart-condition other nginx:2
service create -d --rollback-delay 1s --rollback-failure-action continue --rollback-max-failure-ratio .25 --rollback-monitor 2s --rollback-order start-first --rollback-parallelism 3 nginx:2
service create -d --rollback-parallelism 0 nginx:2
service create -d --update-delay 1s --update-failure-action rollback --update-max-failure-ratio .1 --update-monitor 2s --update-order start-first --update-parallelism 3 nginx:2
service create -d --update-order start-first nginx:2
service create -d --update-parallelism 0 nginx:2
service create -d --update-max-failure-ratio x nginx:2
service create -d --secret s1 nginx:2
service create -d --secret source=s1,target=t,uid=1,gid=2,mode=0400 nginx:2
service create -d --secret none nginx:2
service create -d --secret source=s1,mode=x nginx:2
service create -d --secret source=s1,target=a --secret source=s2,target=a nginx:2
service create -d --stop-grace-period 1m --stop-signal QUIT nginx:2
service create -d --sysctl net.core.somaxconn=1 --sysctl a nginx:2
service create -d --ulimit nofile=10:20 --ulimit nproc=5 nginx:2
service update -d web
service update -d bare
service update -d none
service update
service update -d --args 'a "b c"' --entrypoint 'x y' web
service update -d --cap-add chown --cap-drop net_admin web
service update -d --cap-add net_bind_service --cap-add all bare
service update -d --cap-drop all web
service update -d --config-add c2 --config-rm c1 web
service update -d --config-add source=c1,target=/other web
service update -d --config-rm none web
service update -d --constraint-add node.role==manager --constraint-rm node.labels.a==b web
service update -d --container-label-add a=b --container-label-rm inner web
service update -d --credential-spec file://x web
service update -d --dns-add 1.1.1.1 --dns-rm 8.8.8.8 --dns-option-add debug --dns-option-rm ndots:1 --dns-search-add x.y --dns-search-rm example.com web
service update -d --dns-add 1.1.1.1 bare
service update -d --endpoint-mode dnsrr bare
service update -d --env-add B=3 --env-rm A web
service update -d --env-rm A web
service update -d --env-add C=4 --env-rm A bare
service update -d --force web
service update -d --generic-resource-add gpu=3 web
service update -d --generic-resource-rm gpu web
service update -d --generic-resource-rm none web
service update -d --generic-resource-add slot=b web
service update -d --generic-resource-add gpu=3 bare
service update -d --group-add g3 --group-rm g1 web
service update -d --health-cmd x --health-interval 2s web
service update -d --health-retries 4 --health-timeout 2s --health-start-period 1s --health-start-interval 1s web
service update -d --no-healthcheck web
service update -d --no-healthcheck --health-cmd x web
service update -d --health-cmd x bare
service update -d --host-add three:10.0.0.3 --host-rm one:10.0.0.1 --host-rm two web
service update -d --hostname h --isolation process --init web
service update -d --image nginx:2 web
service update -d --image nginx:2 --no-resolve-image web
service update -d --image nginx:2 --with-registry-auth web
service update -d --with-registry-auth web
service update -d --label-add a=b --label-rm tier web
service update -d --limit-cpu 1 web
service update -d --limit-memory 1g --limit-pids 5 web
service update -d --reserve-cpu 1 --reserve-memory 1m web
service update -d --limit-cpu 1 bare
service update -d --log-driver syslog --log-opt a=b web
service update -d --log-opt a=b web
service update -d --log-driver '' web
service update -d --max-concurrent 3 job
service update -d --max-concurrent 3 web
service update -d --replicas 3 job
service update -d --mount-add type=volume,source=x,target=/x --mount-rm /data web
service update -d --mount-add type=volume,source=x,target=/data web
service update -d --network-add back web
service update -d --network-add back bare
service update -d --network-rm back web
service update -d --network-rm none web
service update -d --oom-score-adj 3 web
service update -d --placement-pref-add spread=x --placement-pref-rm spread=node.labels.rack web
service update -d --publish-add 82:82 --publish-rm 80 web
service update -d --publish-add 9090:80 web
service update -d --publish-add 8080:99 web
service update -d --publish-rm 53/udp --publish-rm 81:81 web
service update -d --publish-add 80:80 bare
service update -d -q --read-only -t -u u -w /w web
service update -d --replicas 5 web
service update -d --replicas 5 bare
service update -d --replicas-max-per-node 4 web
service update -d --restart-condition none --restart-delay 1s --restart-max-attempts 9 --restart-window 3s web
service update -d --restart-condition none bare
service update -d --rollback web
service update -d --rollback --force web
service update -d --rollback-delay 1s --rollback-failure-action continue --rollback-max-failure-ratio .25 --rollback-monitor 2s --rollback-order start-first --rollback-parallelism 3 web
service update -d --rollback-delay 1s bare
service update -d --update-delay 1s --update-failure-action rollback --update-max-failure-ratio .1 --update-monitor 2s --update-order start-first --update-parallelism 3 web
service update -d --update-delay 1s bare
service update -d --secret-add s2 --secret-rm s1 web
service update -d --secret-add source=s1,target=other web
service update -d --secret-rm none web
service update -d --stop-grace-period 1m --stop-signal QUIT web
service update -d --sysctl-add a=b --sysctl-rm net.core.somaxconn web
service update -d --ulimit-add nproc=5 --ulimit-rm nofile web
service update -d --ulimit-add nofile=7 web
`;
