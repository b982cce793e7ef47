import { expect, test } from "bun:test";
import { parseRfc3339Nano } from "#base/time.ts";
import { createdState, statusText } from "../state.ts";
import { inspectView } from "./inspect-view.ts";
import { portsOf, summaryView } from "./summary-view.ts";
import { testLease, testRecord } from "./test-record.ts";

const startedAt = "2026-11-25T00:41:33.731780432Z";
const running = { ...createdState, status: "running", pid: 10883, startedAt } as const;
const extras = {
  driver: "overlayfs",
  execIds: [],
  files: { resolvConf: "/c/resolv.conf", hostname: "/c/hostname", hosts: "/c/hosts" },
};

test("inspect of a running container has Docker's fields in Docker's order", () => {
  const view = inspectView(testRecord({ state: running, lease: testLease() }), {
    ...extras,
    size: { rw: 4096, rootFs: 2076672 },
  });
  expect(Object.keys(view)).toEqual(
    (
      "Id Created Path Args State Image ResolvConfPath HostnamePath HostsPath LogPath Name RestartCount Driver Platform " +
      "MountLabel ProcessLabel AppArmorProfile ExecIDs HostConfig GraphDriver SizeRw SizeRootFs Mounts Config " +
      "NetworkSettings ImageManifestDescriptor"
    ).split(" "),
  );
  expect(view.State).toEqual({
    Status: "running",
    Running: true,
    Paused: false,
    Restarting: false,
    OOMKilled: false,
    Dead: false,
    Pid: 10883,
    ExitCode: 0,
    Error: "",
    StartedAt: startedAt,
    FinishedAt: "0001-01-01T00:00:00Z",
  });
  expect(view.NetworkSettings).toMatchObject({ IPAddress: "172.17.0.2", EndpointID: "6493", SandboxID: "3a51" });
  expect(view).toMatchObject({ Name: "/box", ExecIDs: null, HostsPath: "/c/hosts", Args: ["1000"] });
});

test("before its first start a container has no files, and the network it asks for", () => {
  const view = inspectView(testRecord(), extras);
  expect(view).toMatchObject({ ResolvConfPath: "", HostsPath: "", LogPath: "" });
  expect(view.SizeRw).toBeUndefined();
  expect(view.NetworkSettings?.Ports).toEqual({});
  expect(Object.keys(view.NetworkSettings?.Networks ?? {})).toEqual(["bridge"]);
  const shared = testRecord();
  const joined = { ...shared, hostConfig: { ...shared.hostConfig, NetworkMode: "container:x" } };
  expect(inspectView(joined, extras).NetworkSettings?.Networks).toEqual({});
});

test("a start that is under way is not shown", () => {
  const starting = testRecord({ state: { ...createdState, status: "starting" } });
  expect(inspectView(starting, extras).State?.Status).toBe("created");
  const again = testRecord({ state: { ...createdState, status: "starting", startedAt } });
  expect(inspectView(again, extras).State?.Status).toBe("exited");
});

test("a row of the list", () => {
  const now = parseRfc3339Nano(startedAt) + 5_400_000_000n;
  const args = ["-c", "sleep 1000", "it's"];
  const row = summaryView(testRecord({ state: running, lease: testLease(), path: "sh", args }), {
    now,
    imageName: "busybox",
  });
  expect(Object.keys(row).join()).toBe(
    "Id,Names,Image,ImageID,ImageManifestDescriptor,Command,Created,Ports,Labels,State,Status,HostConfig,NetworkSettings,Mounts",
  );
  expect(row).toMatchObject({
    Names: ["/box"],
    Command: "sh -c 'sleep 1000' it's",
    Created: 1795567293,
    State: "running",
    Status: "Up 5 seconds",
    HostConfig: { NetworkMode: "bridge" },
    Ports: [
      { IP: "0.0.0.0", PrivatePort: 80, PublicPort: 32768, Type: "tcp" },
      { PrivatePort: 81, Type: "udp" },
    ],
  });
  expect(portsOf({})).toEqual([]);
});

test("the manifest's descriptor has what an import left at the name", () => {
  const { image } = testRecord();
  const manifestAnnotations = { "org.opencontainers.image.ref.name": "latest" };
  expect(inspectView(testRecord(), extras).ImageManifestDescriptor).not.toHaveProperty("annotations");
  const view = inspectView(testRecord({ image: { ...image, manifestAnnotations } }), extras);
  expect(view.ImageManifestDescriptor?.annotations).toEqual(manifestAnnotations);
});

test("status texts", () => {
  const now = parseRfc3339Nano("2026-11-25T00:44:33.8Z");
  expect(statusText(createdState, now)).toBe("Created");
  expect(statusText({ ...running, status: "paused" }, now)).toBe("Up 3 minutes (Paused)");
  const ended = { ...running, status: "exited", exitCode: 137, finishedAt: "2026-11-25T00:44:33.7Z" } as const;
  expect(statusText(ended, now)).toBe("Exited (137) Less than a second ago");
  expect(statusText({ ...ended, status: "removing" }, now)).toBe("Removal In Progress");
  expect(statusText({ ...ended, status: "dead" }, now)).toBe("Dead");
});
