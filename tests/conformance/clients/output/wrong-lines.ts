/** Lines that no client can obey, by what is wrong with them. None of them changes anything. */
export const wrongLines: Readonly<Record<string, string>> = {
  "words that are no command, too few and too many": `
nosuch
--nosuch
-x ps
container nosuch
image nosuch x
network nosuch
volume nosuch
manifest nosuch
stack nosuch
secret nosuch
volume --nosuch
network --nosuch
stack --nosuch
context nosuch
system nosuch
ps extra
ps --nosuch
ps -Z
ps --all=maybe
ps -n x
ps -f
images a b
images --nosuch
run
run --name
run --nosuch busybox
run -z busybox
create
exec
exec web
start
stop
restart
kill
pause
unpause
rm
rmi
logs
logs web held
inspect
port
port a b c
top
rename web
rename a b c
tag busybox
tag a b c
cp a
cp a b c
commit
commit a b c
diff
diff a b
export
export a b
history
history a b
import
load extra
save
pull
pull a b
push
push a b
login a b
logout a b
wait
update
update web
attach
attach a b
stats -x
events extra
version extra
info extra
search
search a b
network create
network create a b
network connect front
network disconnect front
network rm
network inspect
volume create a b
volume rm
volume inspect
image inspect
container inspect
container prune extra
image prune extra
context use
context use a b
context create
context rm
context update
context show extra
context export
context import a
system prune extra
system df extra
plugin inspect
plugin install
`,
  "objects that are not there, or are in the way": `
start nosuch
start nosuch other
stop nosuch
restart nosuch
kill nosuch
kill gone
kill -s NOSUCH web
pause nosuch
pause gone
pause held
unpause nosuch
unpause web
unpause gone
rm nosuch
rm web
rm held nosuch
rmi nosuch
rmi $(docker images -q alias:one)
rmi alias:nosuch
logs nosuch
inspect nosuch
container inspect busybox
image inspect nosuch:latest
image inspect web
network inspect nosuch
network rm nosuch
network rm bridge
network rm front
network connect nosuch web
network connect front nosuch
network connect front web
network connect host made
network disconnect back web
network disconnect nosuch web
network create front
network create bridge
network create host
network create --subnet 10.78.0.0/25 overlap
network create -o com.docker.network.bridge.name=br-back other 2>&1 | sed 's/network [0-9a-f]*/network ID/g'
network create --subnet x bad
network create --gateway 10.0.0.1 bad
network create -d nosuch bad
network create --ip-range 10.1.0.0/16 --subnet 10.2.0.0/16 bad
network create --ipam-driver nosuch bad
volume inspect nosuch
volume rm nosuch
volume rm data
volume create -d nosuch bad
volume create a/b
volume create -o nosuch=1 bad
top nosuch
port nosuch
rename nosuch x
rename fine web
rename fine a/b
rename fine fine
create --name web busybox
create --name a/b busybox
run --name web busybox true
run --rm --network nosuch busybox true
run --rm --pull never nosuch:1 true
create --pull never nosuch:1
tag nosuch x
tag busybox UPPER
tag busybox a:b:c
history nosuch
save nosuch
save
export nosuch
wait nosuch
wait gone nosuch
update --memory 1m nosuch
update --restart nosuch web
diff nosuch
attach nosuch
commit nosuch x
commit web UPPER
commit -c NOSUCH web x
stats --no-stream nosuch web
context use nosuch
context inspect nosuch
context rm nosuch
context rm default
context create default
context create a/b
context create far
context create x --docker nosuch=1
context create x --docker host=nosuch://1
context create x --from nosuch
context update nosuch
context update default --description x
context export nosuch -
context import far nosuch.tar
plugin inspect nosuch
plugin rm nosuch
load -i nosuch.tar
import nosuch.tar
push alias:nosuch
pull UPPER
pull a:b:c
exec nosuch true
cp nosuch:/x -
`,
  "what only engines with experimental features have": `
checkpoint
checkpoint --help
checkpoint nosuch
checkpoint --nosuch
checkpoint ls
checkpoint ls --help
checkpoint ls --nosuch
checkpoint create x
checkpoint rm x y
help checkpoint
`,
};
