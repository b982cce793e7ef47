"""Docker's library for Python (python3-docker 5) against the engine of DOCKER_HOST: see tests/support/foreign-checks.ts."""
import json
import os
import time
import traceback

import docker
from docker.errors import APIError, ContainerError, ImageLoadError, ImageNotFound, NotFound
from docker.types import Healthcheck, IPAMConfig, IPAMPool, LogConfig, Mount, Ulimit

client = docker.from_env()
checks = []


def check(name):
    return lambda function: checks.append((name, function))


def until(function, seconds=10):
    end = time.time() + seconds
    while not (answer := function()):
        assert time.time() < end, "waited in vain"
        time.sleep(0.02)
    return answer


def start(command, **options):
    return client.containers.run("busybox", command, detach=True, **options)


def raises(kind, function, text):
    try:
        function()
    except kind as error:
        assert text in str(error), str(error)
    else:
        raise AssertionError(f"no {kind.__name__}")


@check("ping, version, info, data usage")
def _():
    assert client.ping()
    assert client.version()["Os"] == "linux" and client.api._version
    assert client.info()["OSType"] == "linux"
    assert client.df()["Images"][0]["RepoTags"] == ["busybox:latest"]


@check("run gives what the program printed")
def _():
    assert client.containers.run("busybox", "echo by python", remove=True) == b"by python\n"
    output = client.containers.run("busybox", ["sh", "-c", "echo o; echo e >&2"], remove=True, stdout=False, stderr=True)
    assert output == b"e\n", output


@check("run raises what the program failed with")
def _():
    raises(ContainerError, lambda: client.containers.run("busybox", ["sh", "-c", "echo why >&2; exit 7"], remove=True), "exit status 7: b'why\\n'")
    raises(APIError, lambda: client.containers.run("busybox", "no-such-program", remove=True), "executable file not found in $PATH")


@check("a container's life")
def _():
    container = start("sleep 1000", name="py-life", labels={"by": "python"})
    assert container.status == "created" and container.short_id == container.id[:10]
    container.reload()
    assert container.status == "running" and container.attrs["State"]["Pid"] > 0
    container.pause(); container.reload(); assert container.status == "paused"
    container.unpause(); container.rename("py-renamed"); container.reload()
    assert container.name == "py-renamed"
    container.update(cpu_shares=300); container.reload()
    assert container.attrs["HostConfig"]["CpuShares"] == 300
    container.restart(timeout=0); container.kill()
    assert container.wait()["StatusCode"] == 137
    container.start(); container.stop(timeout=0)
    assert [c.id for c in client.containers.list(all=True, filters={"label": "by=python"})] == [container.id]
    container.remove(v=True)
    raises(NotFound, lambda: client.containers.get("py-renamed"), "No such container: py-renamed")


@check("options of many kinds arrive")
def _():
    container = start(
        "sleep 1000", environment={"A": "b"}, user="www", working_dir="/tmp", hostname="named", mem_limit="64m", pids_limit=50,
        cap_drop=["ALL"], read_only=True, tmpfs={"/t": "size=1m"}, ulimits=[Ulimit(name="nofile", soft=100, hard=100)],
        extra_hosts={"other": "10.1.2.3"}, log_config=LogConfig(type="json-file", config={"max-size": "1m"}), init=True,
        restart_policy={"Name": "on-failure", "MaximumRetryCount": 2}, shm_size="2m", sysctls={"net.core.somaxconn": "256"},
    )
    code, output = container.exec_run(["sh", "-c", "echo $A $(id -un) $(pwd) $(hostname) $(ulimit -n) $(cat /proc/sys/net/core/somaxconn); grep other /etc/hosts"])
    assert (code, output) == (0, b"b www /tmp named 100 256\n10.1.2.3\tother\n"), output
    host = container.attrs["HostConfig"]
    assert host["Memory"] == 64 << 20 and host["LogConfig"] == {"Type": "json-file", "Config": {"max-size": "1m"}}


@check("logs: whole, the tail, as they come")
def _():
    container = start(["sh", "-c", "echo one; echo two >&2; sleep 0.3; echo three"])
    assert b"".join(container.logs(stream=True, follow=True, stderr=False)) == b"one\nthree\n"
    assert container.logs(stdout=False) == b"two\n" and container.logs(tail=1) == b"three\n"


@check("attach to a container with input")
def _():
    container = client.containers.create("busybox", ["sh", "-c", "read x; echo got $x"], stdin_open=True, tty=False)
    socket = container.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})
    container.start()
    socket._sock.sendall(b"this\n")
    data = b""
    while chunk := socket.read(4096): data += chunk
    assert data.endswith(b"got this\n"), data
    socket.close()


@check("exec: output, both outputs, a stream, a socket, the exit code")
def _():
    container = start("sleep 1000")
    assert container.exec_run("sh -c 'echo x; exit 4'") == (4, b"x\n")
    assert container.exec_run(["sh", "-c", "echo o; echo e >&2"], demux=True) == (0, (b"o\n", b"e\n"))
    assert b"".join(container.exec_run("echo streamed", stream=True).output) == b"streamed\n"
    result = container.exec_run("id -un", user="www", environment={"A": "b"}, workdir="/tmp")
    assert result == (0, b"www\n"), result
    made = client.api.exec_create(container.id, "cat", stdin=True, tty=True)
    socket = client.api.exec_start(made["Id"], socket=True, tty=True)
    client.api.exec_resize(made["Id"], height=20, width=80)
    socket._sock.sendall(b"typed\n")
    assert socket.read(5) == b"typed"
    socket.close()


@check("health checks")
def _():
    probe = Healthcheck(test=["CMD", "test", "-e", "/tmp"], interval=200_000_000, timeout=2_000_000_000, retries=2)
    container = start("sleep 1000", healthcheck=probe)
    until(lambda: container.reload() or container.attrs["State"]["Health"]["Status"] == "healthy")


@check("ports are published, and found")
def _():
    container = start("sleep 1000", ports={"80/tcp": None, "53/udp": ("127.0.0.1", None)})
    container.reload()
    assert int(container.ports["80/tcp"][0]["HostPort"]) > 0
    assert container.ports["53/udp"][0]["HostIp"] == "127.0.0.1"


@check("images: list, tag, inspect, load, remove")
def _():
    image = client.images.get("busybox")
    assert image.tags == ["busybox:latest"] and image.attrs["Config"]["Cmd"] == ["sh"]
    assert image.tag("by-python", "1")
    assert sorted(client.images.get("by-python:1").tags) == ["busybox:latest", "by-python:1"]
    client.images.remove("by-python:1")
    raises(ImageNotFound, lambda: client.images.get("by-python:1"), "No such image: by-python:1")
    raises(ImageLoadError, lambda: client.images.load(b"this is no archive"), "unexpected EOF")


@check("volumes and mounts")
def _():
    volume = client.volumes.create("py-volume", labels={"a": "b"})
    mount = Mount("/v", "py-volume", type="volume")
    assert client.containers.run("busybox", ["sh", "-c", "echo kept > /v/f"], mounts=[mount], remove=True) == b""
    assert client.containers.run("busybox", "cat /v/f", volumes={"py-volume": {"bind": "/v", "mode": "ro"}}, remove=True) == b"kept\n"
    assert [v.name for v in client.volumes.list(filters={"label": "a=b"})] == ["py-volume"]
    volume.remove(); client.volumes.create(labels={"pruned": "1"})
    assert len(client.volumes.prune(filters={"label": "pruned=1"})["VolumesDeleted"]) == 1
    raises(NotFound, lambda: client.volumes.get("py-volume"), "get py-volume: no such volume")


@check("networks: a subnet, addresses, aliases, connect and disconnect")
def _():
    pool = IPAMPool(subnet="10.66.0.0/24", gateway="10.66.0.1")
    network = client.networks.create("py-net", driver="bridge", ipam=IPAMConfig(pool_configs=[pool]), labels={"n": "1"})
    one, two = start("sleep 1000", network="py-net"), start("sleep 1000")
    network.connect(two, aliases=["second"], ipv4_address="10.66.0.77")
    assert b"10.66.0.77" in one.exec_run("ping -c 1 second").output
    network.reload()
    assert sorted(c.id for c in network.containers) == sorted((one.id, two.id))
    network.disconnect(two); network.disconnect(one, force=True)
    network.remove()
    assert client.networks.list(names=["py-net"]) == []
    assert client.networks.prune(filters={"label": "n=1"})["NetworksDeleted"] is None


@check("events, decoded as they come")
def _():
    since = int(time.time())
    container = start("true")
    container.wait()
    seen = client.events(since=since, until=int(time.time()) + 1, decode=True, filters={"type": "container", "container": container.id})
    assert [e["Action"] for e in seen] == ["create", "start", "die"]


@check("an older version of the API")
def _():
    old = docker.DockerClient(base_url=os.environ["DOCKER_HOST"], version="1.30")
    assert old.containers.run("busybox", "echo old", remove=True) == b"old\n"
    assert old.version()["MinAPIVersion"] == "1.24"


for name, function in checks:
    error = None
    try:
        function()
    except Exception:
        error = traceback.format_exc()
    print(json.dumps({"check": name, "error": error}, separators=(",", ":")), flush=True)
