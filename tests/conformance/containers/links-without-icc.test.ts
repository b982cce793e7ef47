import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine({ flags: ["--icc=false"] });

async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await (await engine()).docker(args);
  if (code !== 0) throw new Error(`${args.join(" ")}: ${code} ${stderr}`);
  return stdout.trim();
}

/** What a container hears from a port of another; empty when it does not reach it. */
async function hear(from: string, to: string, port: number): Promise<string> {
  const address = await docker("inspect", "-f", "{{.NetworkSettings.IPAddress}}", to);
  return docker("exec", from, "sh", "-c", `nc -w 1 ${address} ${port} </dev/null || true`);
}

/** Serves 80, 81 and 82, of which 80 is exposed and 81 published. */
async function run(name: string, ...options: string[]): Promise<void> {
  const servers = "for p in 80 81 82; do (while true; do echo from $p | nc -l -p $p; done) & done; sleep 1000";
  await docker("run", "-d", "--name", name, "--expose", "80", "-p", "81", ...options, "busybox", "sh", "-c", servers);
}

test("a link opens the exposed ports between two containers that may not talk otherwise", async () => {
  await run("target");
  await run("other");
  await run("owner", "--link", "target:nick");
  expect(await hear("owner", "target", 80)).toBe("from 80");
  expect(await hear("owner", "target", 81)).toBe("from 81");
  expect(await hear("owner", "target", 82)).toBe("");
  expect(await hear("target", "owner", 80)).toBe("");
  expect(await hear("other", "target", 80)).toBe("");
  expect(await hear("owner", "other", 80)).toBe("");
});

test("it stays over starts of either, and ends with the link", async () => {
  for (const name of ["target", "owner"]) {
    await docker("restart", "-t", "0", name);
    expect(await hear("owner", "target", 80)).toBe("from 80");
  }
  await docker("network", "disconnect", "bridge", "owner");
  await docker("network", "connect", "bridge", "owner");
  expect(await hear("owner", "target", 80)).toBe("from 80");
  await docker("rm", "--link", "owner/nick");
  expect(await hear("owner", "target", 80)).toBe("");
});

test("a network of its own with enable_icc=false opens nothing for a link", async () => {
  await docker("network", "create", "-o", "com.docker.network.bridge.enable_icc=false", "closed");
  await run("far", "--network", "closed");
  await run("near", "--network", "closed", "--link", "far");
  const heard = await docker("exec", "near", "sh", "-c", "nc -w 1 far 80 </dev/null || true");
  expect(heard).toBe("");
});
