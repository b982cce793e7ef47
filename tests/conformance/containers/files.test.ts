import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { TarReader } from "#formats/tar/reader.ts";
import { imageArchive, tarOf } from "../../../tools/docker-archive.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

async function create(name: string, script: string, more: object = {}): Promise<string> {
  const body = { Image: "busybox", Cmd: ["sh", "-c", script], ...more };
  return (await (await engine()).json<{ Id: string }>("POST", `/containers/create?name=${name}`, body)).Id;
}

async function run(name: string, script: string, more: object = {}): Promise<string> {
  const id = await create(name, `${script}; touch /ready; exec sleep 1000`, more);
  await (await engine()).json("POST", `/containers/${name}/start`);
  await (await engine()).docker(["exec", name, "sh", "-c", "until test -e /ready; do usleep 10000; done"]);
  return id;
}

async function get(name: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  const target = `/containers/${name}/archive?path=${encodeURIComponent(path)}`;
  return await (await engine()).request("GET", target, { headers });
}

async function put(name: string, path: string, body: Uint8Array, more = "") {
  const target = `/containers/${name}/archive?path=${encodeURIComponent(path)}${more}`;
  return await (await engine()).request("PUT", target, { body, headers: { "Content-Type": "application/x-tar" } });
}

function message(answer: { readonly body: Buffer }): string {
  return (JSON.parse(answer.body.toString()) as { message: string }).message;
}

function namesOf(archive: Uint8Array): string[] {
  const names: string[] = [];
  for (const event of new TarReader().read(archive)) if (event.kind === "entry") names.push(event.entry.name);
  return names;
}

async function stat(name: string, path: string) {
  const target = `/containers/${name}/archive?path=${encodeURIComponent(path)}`;
  const { status, headers } = await (await engine()).request("HEAD", target);
  const text = headers.get("X-Docker-Container-Path-Stat");
  return { status, ...(text === null ? {} : (JSON.parse(atob(text)) as Record<string, unknown>)) };
}

test("the stat header and the names of an archive follow the ending of the path", async () => {
  await run("ends", "mkdir -p /d/sub; echo 1 >/d/one.txt; ln -s /d /to-d; ln -s one.txt /d/link");
  expect(await stat("ends", "/to-d")).toMatchObject({ status: 200, name: "to-d", mode: 134218239, linkTarget: "/d" });
  expect(await stat("ends", "/to-d/.")).toMatchObject({ status: 200, name: ".", mode: 2147484141, linkTarget: "" });
  expect(namesOf((await get("ends", "/d")).body)).toEqual(["d/", "d/link", "d/one.txt", "d/sub/"]);
  expect(namesOf((await get("ends", "/d/.")).body)).toEqual(["./", "./link", "./one.txt", "./sub/"]);
  expect(namesOf((await get("ends", "/to-d")).body)).toEqual(["to-d"]);
  expect(namesOf((await get("ends", "/to-d/")).body)).toContain("to-d/one.txt");
});

test("an archive is packed when the client takes that", async () => {
  await create("packed", "true");
  const answer = await get("packed", "/etc/passwd", { "Accept-Encoding": "gzip" });
  const plain = answer.body[0] === 0x1f ? gunzipSync(answer.body) : answer.body;
  expect([answer.headers.get("content-type"), namesOf(plain)]).toEqual(["application/x-tar", ["passwd"]]);
});

test("files go into containers that run and that do not, in any packing; a start sees what was put", async () => {
  await create("stopped", "cat /tmp/in; exec sleep 1000");
  expect((await put("stopped", "/tmp", gzipSync(tarOf({ in: { file: "early" } })))).status).toBe(200);
  await (await engine()).json("POST", "/containers/stopped/start");
  expect((await put("stopped", "/tmp", tarOf({ in2: { file: "late" } }))).status).toBe(200);
  expect((await (await engine()).docker(["exec", "stopped", "cat", "/tmp/in", "/tmp/in2"])).stdout).toBe("earlylate");
  expect(await stat("stopped", "/tmp/in2")).toMatchObject({ status: 200, size: 4 });
});

test("refusals have Docker's status and words", async () => {
  const id = await create("refusing", "true", {
    HostConfig: { ReadonlyRootfs: true, Binds: ["files-ro:/ro:ro", "files-rw:/rw"] },
  });
  const file = tarOf({ x: { file: "1" } });
  const missing = await get(id, "/nosuch");
  expect([missing.status, message(missing)]).toEqual([404, `Could not find the file /nosuch in container ${id}`]);
  const cases = [
    ["/etc/passwd", 400, "extraction point is not a directory"],
    ["/tmp", 400, "container rootfs is marked read-only"],
    ["/ro", 400, "mounted volume is marked read-only"],
    ["/nosuch", 404, `Could not find the file /nosuch in container ${id}`],
  ] as const;
  for (const [path, status, text] of cases) {
    const answer = await put(id, path, file);
    expect([answer.status, message(answer)]).toEqual([status, text]);
  }
  expect((await put(id, "/rw", file)).status).toBe(200);
  const outside = await put(id, "/rw", tarOf({ "../x": { file: "1" } }));
  expect([outside.status, message(outside)]).toEqual([500, 'invalid entry name "../x"']);
  await put(id, "/rw", tarOf({ d: { folder: true } }));
  const over = await put(id, "/rw", tarOf({ d: { file: "1" } }), "&noOverwriteDirNonDir=1");
  expect([over.status, message(over)]).toEqual([500, 'cannot overwrite directory "d" with non-directory "/rw"']);
});

test("volumes are part of the files, and nothing of them is part of an export", async () => {
  await run("with-volume", "echo v >/v/f; echo r >/r", { HostConfig: { Binds: ["files-vol:/v"] } });
  expect(namesOf((await get("with-volume", "/v")).body)).toEqual(["v/", "v/f"]);
  const answer = await (await engine()).request("GET", "/containers/with-volume/export");
  const names = namesOf(answer.body);
  expect([names.includes("r"), names.includes(".dockerenv"), names.includes("v/f")]).toEqual([true, true, false]);
});

test("what a container changed in its files", async () => {
  await run(
    "changing",
    "echo x >/new; rm /etc/group; echo y >>/etc/passwd; chmod 700 /home; mkdir -p /a/b; touch /var",
  );
  const { stdout } = await (await engine()).docker(["diff", "changing"]);
  expect(stdout.trim().split("\n").sort()).toEqual(
    ["A /a", "A /a/b", "A /new", "A /ready", "C /etc", "C /etc/passwd", "C /home", "D /etc/group"].sort(),
  );
  await create("unchanged", "true");
  expect((await (await engine()).request("GET", "/containers/unchanged/changes")).body.toString()).toBe("null\n");
});

test("both clients copy in both ways, and say the same", async () => {
  await run("copied", "mkdir /d; echo 1 >/d/one");
  const { folder } = (await engine()).paths;
  writeFileSync(`${folder}/local`, "bytes");
  for (const client of ["docker", "own"] as const) {
    const cp = async (...args: string[]) => await (await engine())[client](["cp", "--quiet=false", ...args]);
    const into = await cp(`${folder}/local`, `copied:/d/${client}`);
    expect([into.code, into.stderr]).toEqual([0, `Successfully copied 2.05kB to copied:/d/${client}\n`]);
    const out = await cp(`copied:/d/${client}`, `${folder}/back-${client}`);
    expect([out.code, out.stderr]).toEqual([0, `Successfully copied 2.05kB to ${folder}/back-${client}\n`]);
    expect(readFileSync(`${folder}/back-${client}`, "utf8")).toBe("bytes");
    expect((await cp("copied:/nosuch", folder)).stderr).toContain(
      "Could not find the file /nosuch in container copied",
    );
    expect((await cp("copied:/d", "copied:/e")).stderr).toBe("copying between containers is not supported\n");
  }
});

test("an image is mounted read-only, whole or in part, and stays while a container has it", async () => {
  const load = { tags: ["mounted:1"], layers: [tarOf({ d: { folder: true }, "d/f": { file: "from the image" } })] };
  const loaded = await (await engine()).docker(["load"], { input: imageArchive(load) });
  expect(loaded.code).toBe(0);
  const mount = (more: string, ...script: string[]) =>
    engine().then((one) =>
      one.docker([
        "run",
        "--rm",
        "--mount",
        `type=image,src=mounted:1,dst=/m${more}`,
        "busybox",
        "sh",
        "-c",
        ...script,
      ]),
    );
  const whole = await mount("", "cat /m/d/f; touch /m/x");
  expect([whole.stdout, whole.stderr.includes("Read-only file system")]).toEqual(["from the image", true]);
  expect(whole.stderr).toContain("Image mount is an experimental feature");
  expect((await mount(",image-subpath=d", "cat /m/f")).stdout).toBe("from the image");
  expect((await mount(",image-subpath=d/f", "cat /m")).stdout).toBe("from the image");
  expect((await mount(",image-subpath=../..", "true")).stderr).toContain("subpath must be a relative path");
  const body = { Image: "busybox", HostConfig: { Mounts: [{ Type: "image", Source: "none:1", Target: "/m" }] } };
  const missing = await (await engine()).request("POST", "/containers/create", { body });
  expect([missing.status, message(missing)]).toEqual([404, "No such image: none:1"]);
  await create("mounts-image", "true", {
    HostConfig: { Mounts: [{ Type: "image", Source: "mounted:1", Target: "/m", ImageOptions: { Subpath: "d" } }] },
  });
  expect(namesOf((await get("mounts-image", "/m")).body)).toEqual(["m/", "m/f"]);
});

test("what was exported can be imported, with changes", async () => {
  await run("exported", "echo mine >/mine");
  const archive = (await (await engine()).request("GET", "/containers/exported/export")).body;
  const path = `${(await engine()).paths.folder}/exported.tar`;
  writeFileSync(path, archive);
  for (const client of ["docker", "own"] as const) {
    const changes = ["-c", 'CMD ["cat","/mine"]', "-c", "ENV A=b", "-m", "note"];
    const { code, stdout } = await (await engine())[client](["import", ...changes, path, `imported:${client}`]);
    expect([code, /^sha256:[0-9a-f]{64}\n$/.test(stdout)]).toEqual([0, true]);
    expect((await (await engine()).docker(["run", "--rm", `imported:${client}`])).stdout).toBe("mine\n");
    const image = await (await engine()).json<{ Comment: string; Config: { Env: string[] } }>(
      "GET",
      `/images/imported:${client}/json`,
    );
    expect([image.Comment, image.Config.Env]).toEqual(["note", ["A=b"]]);
  }
  const target = "/images/create?fromSrc=-&changes=RUN+x";
  const refused = await (await engine()).request("POST", target, { body: archive });
  expect([refused.status, message(refused)]).toEqual([400, "RUN is not a valid change command"]);
});
