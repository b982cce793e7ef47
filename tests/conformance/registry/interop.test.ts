import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Cosign } from "../../support/cosign.ts";
import { digestOf, RegistryProcess } from "../../support/registry-process.ts";
import { jane, RegistrySite } from "../../support/registry-site.ts";

const insecure = "--tls-verify=false";
const indexType = "application/vnd.oci.image.index.v1+json";

/** The two ways in which Docker 28.5 keeps images speak to registries by different code. */
const stores = { "the default store": {}, "the image store": { features: { "containerd-snapshotter": true } } };

for (const [name, config] of Object.entries(stores)) {
  describe(`Docker 28.5 with ${name}`, () => {
    let site: RegistrySite;
    beforeAll(async () => {
      site = await RegistrySite.start({ kind: "dockerd", config });
      await site.engine.loadBusybox();
    }, 60_000);
    afterAll(async () => await site?.[Symbol.asyncDispose](), 60_000);

    test("pushes, and pulls back what it pushed, by tag and by digest", async () => {
      const reference = `${site.open.address}/team/app:1`;
      await site.docker("tag", "busybox", reference);
      const digest = /digest: (sha256:\w+)/.exec(await site.docker("push", reference))?.[1];
      expect(digestOf(await site.raw(reference))).toBe(digest!);
      await site.docker("rmi", reference);
      await site.docker("pull", "-q", reference);
      await site.docker("rmi", reference);
      await site.docker("pull", "-q", `${site.open.address}/team/app@${digest}`);
      const run = ["run", "--rm", "--network", "none", `${site.open.address}/team/app@${digest}`, "echo", "it runs"];
      expect(await site.docker(...run)).toBe("it runs\n");
    });

    test("mounts a layer from another repository", async () => {
      await site.docker("tag", "busybox", `${site.open.address}/from/app:1`);
      await site.docker("push", "-q", `${site.open.address}/from/app:1`);
      await site.docker("tag", "busybox", `${site.open.address}/to/app:1`);
      expect(await site.docker("push", `${site.open.address}/to/app:1`)).toMatch(
        /: Mounted from |: Layer already exists/,
      );
    });

    test("pushes all tags, and pulls all", async () => {
      for (const tag of ["a", "b", "c"]) await site.docker("tag", "busybox", `${site.open.address}/many:${tag}`);
      await site.docker("push", "-q", "--all-tags", `${site.open.address}/many`);
      const tags = await site.tool(["skopeo", "list-tags", insecure, `docker://${site.open.address}/many`]);
      expect((JSON.parse(tags) as { Tags: string[] }).Tags).toEqual(["a", "b", "c"]);
      for (const tag of ["a", "b", "c"]) await site.docker("rmi", `${site.open.address}/many:${tag}`);
      await site.docker("pull", "-q", "--all-tags", `${site.open.address}/many`);
      expect((await site.docker("images", "-q", `${site.open.address}/many`)).trim().split("\n").length).toBe(3);
    });

    test("is asked who it is: nobody pulls, and does not push; a user does both", async () => {
      const reference = `${site.guarded.address}/guarded/app:1`;
      await site.docker("tag", "busybox", reference);
      expect(await site.refused("push", reference)).toMatch(/unauthorized|denied|no basic auth|401/);
      expect(await site.refused("login", "-u", jane.user, "-p", "wrong", site.guarded.address)).toMatch(
        /unauthorized|401/,
      );
      await site.docker("login", "-u", jane.user, "-p", jane.password, site.guarded.address);
      await site.docker("push", "-q", reference);
      await site.docker("logout", site.guarded.address);
      await site.docker("rmi", reference);
      await site.docker("pull", "-q", reference);
    });

    test("learns in words why a pull fails", async () => {
      expect(await site.refused("pull", `${site.open.address}/team/app:none`)).toMatch(/manifest unknown|not found/);
      expect(await site.refused("pull", `${site.open.address}/none:none`)).toMatch(
        /repository name not known|not found/,
      );
    });

    test("pulls what podman, skopeo and buildah pushed, and they pull what it pushed", async () => {
      const archive = `docker-archive:${join(site.folder, "busybox.tar")}`;
      const at = (path: string): string => `${site.open.address}/${path}`;
      await site.tool(["skopeo", "copy", "-q", `--dest${insecure.slice(1)}`, archive, `docker://${at("skopeo:1")}`]);
      await site.containers("podman", "pull", "-q", insecure, at("skopeo:1"));
      await site.containers("podman", "tag", at("skopeo:1"), at("podman:1"));
      await site.containers("podman", "push", "-q", insecure, at("podman:1"));
      await site.containers("buildah", "pull", "-q", insecure, at("podman:1"));
      await site.containers("buildah", "tag", at("podman:1"), at("buildah:1"));
      await site.containers("buildah", "push", "-q", insecure, at("buildah:1"));
      for (const tool of ["skopeo", "podman", "buildah"]) {
        await site.docker("pull", "-q", at(`${tool}:1`));
        expect(await site.docker("run", "--rm", "--network", "none", at(`${tool}:1`), "echo", tool)).toBe(`${tool}\n`);
      }
      await site.docker("tag", "busybox", at("docker:1"));
      await site.docker("push", "-q", at("docker:1"));
      for (const tool of ["podman", "buildah"] as const)
        await site.containers(tool, "pull", "-q", insecure, at("docker:1"));
      const layout = `oci:${join(site.folder, "layout")}:one`;
      await site.tool(["skopeo", "copy", "-q", `--src${insecure.slice(1)}`, `docker://${at("docker:1")}`, layout]);
      expect(await site.tool(["umoci", "ls", "--layout", join(site.folder, "layout")])).toBe("one\n");
      await site.tool(["umoci", "unpack", "--image", layout.slice(4), join(site.folder, "bundle")]);
    }, 60_000);

    test("pulls through a registry that passes another one on, as it comes and when it is kept", async () => {
      const flags = ["--upstream", `up=${site.open.url}`, "--upstream-default", "up"];
      const root = join(site.folder, "cache");
      await using cache = await RegistryProcess.start({ root, flags, within: site.engine.namespace.argv() });
      // A layer that is nowhere else, so that it has to come.
      const made = (await site.containers("buildah", "from", "scratch")).trim();
      await site.containers("buildah", "copy", "-q", made, join(site.folder, "busybox.tar"), "/unlike-others");
      await site.containers("buildah", "commit", "-q", made, "through");
      await site.containers("buildah", "push", "-q", insecure, "through", `docker://${site.open.address}/through:1`);
      for (const name of ["up/through:1", "through:1"]) {
        await site.docker("pull", "-q", `${cache.address}/${name}`);
        await site.docker("rmi", `${cache.address}/${name}`);
      }
      const { layers } = JSON.parse(await site.raw(`${cache.address}/through:1`)) as {
        layers: Array<{ digest: string }>;
      };
      expect(existsSync(join(root, "blobs/sha256", layers[0]!.digest.slice(7)))).toBe(true);
      expect(await site.raw(`${cache.address}/up/through:1`)).toBe(await site.raw(`${site.open.address}/through:1`));
    });

    test("pulls its platform of an index that buildah pushed", async () => {
      const reference = `${site.open.address}/multi:1`;
      const base = `${site.open.address}/multi:amd64`;
      await site.docker("tag", "busybox", base);
      await site.docker("push", "-q", base);
      await site.containers("buildah", "pull", "-q", insecure, base);
      await site.containers("buildah", "manifest", "create", "list", base);
      const other = (await site.containers("buildah", "from", "--arch", "arm64", "scratch")).trim();
      await site.containers("buildah", "config", "--arch", "arm64", other);
      await site.containers("buildah", "commit", "-q", other, "arm");
      await site.containers("buildah", "manifest", "add", "--arch", "arm64", "list", "arm");
      await site.containers("buildah", "manifest", "push", "--all", insecure, "list", `docker://${reference}`);
      expect(JSON.parse(await site.raw(reference))).toMatchObject({ mediaType: indexType });
      await site.docker("pull", "-q", reference);
      expect(await site.docker("run", "--rm", "--network", "none", reference, "uname", "-m")).toBe("x86_64\n");
    }, 60_000);
  });
}

describe("podman, buildah, skopeo and cosign", () => {
  let site: RegistrySite;
  beforeAll(async () => {
    site = await RegistrySite.start({ kind: "dockerd" });
  }, 60_000);
  afterAll(async () => await site?.[Symbol.asyncDispose](), 60_000);

  test("log in, push and are refused like docker, over https", async () => {
    const reference = `docker://${site.guarded.address}/guarded:1`;
    const archive = `docker-archive:${join(site.folder, "busybox.tar")}`;
    const copy = ["skopeo", "copy", "-q", `--dest${insecure.slice(1)}`];
    const refused = await site.try([...copy, archive, reference]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/unauthorized|authentication required/)]);
    await site.tool([...copy, "--dest-creds", `${jane.user}:${jane.password}`, archive, reference]);
    await site.containers("podman", "login", insecure, "-u", jane.user, "-p", jane.password, site.guarded.address);
    await site.containers("podman", "pull", "-q", insecure, `${site.guarded.address}/guarded:1`);
    await site.containers("podman", "push", "-q", insecure, `${site.guarded.address}/guarded:1`);
    await site.containers("podman", "logout", site.guarded.address);
    await site.containers("buildah", "pull", "-q", insecure, `${site.guarded.address}/guarded:1`);
    await site.tool(["skopeo", "delete", insecure, "--creds", `${jane.user}:${jane.password}`, reference]);
    expect((await site.try(["skopeo", "inspect", insecure, reference])).code).toBe(1);
  }, 60_000);

  test("copy images that are packed by zstd, and in both formats", async () => {
    const archive = `docker-archive:${join(site.folder, "busybox.tar")}`;
    for (const format of ["v2s2", "oci"]) {
      const reference = `docker://${site.open.address}/packed:${format}`;
      const packed = format === "oci" ? ["--dest-compress-format", "zstd"] : [];
      await site.tool([
        "skopeo",
        "copy",
        "-q",
        "--format",
        format,
        ...packed,
        `--dest${insecure.slice(1)}`,
        archive,
        reference,
      ]);
      const layout = `dir:${join(site.folder, `copied-${format}`)}`;
      await site.tool(["skopeo", "copy", "-q", `--src${insecure.slice(1)}`, reference, layout]);
    }
  }, 60_000);

  test.each(["tag", "referrer"] as const)(
    "cosign keeps a signature as a %s, and finds it, also through a cache",
    async (form) => {
      const archive = `docker-archive:${join(site.folder, "busybox.tar")}`;
      const image = `${site.open.address}/signed-${form}`;
      await site.tool(["skopeo", "copy", "-q", `--dest${insecure.slice(1)}`, archive, `docker://${image}:1`]);
      const digest = digestOf(await site.raw(`${image}:1`));
      const keys = join(site.folder, form);
      mkdirSync(keys);
      const cosign = await Cosign.make(keys, (command) => site.tool(command));
      expect(await cosign.verifies(`${image}@${digest}`, form)).toBe(false);
      await cosign.sign(`${image}@${digest}`, form);
      expect(await cosign.verifies(`${image}:1`, form)).toBe(true);
      const tags = await site.tool(["skopeo", "list-tags", insecure, `docker://${image}`]);
      const expected = form === "tag" ? ["1", `${digest.replace(":", "-")}.sig`] : ["1"];
      expect((JSON.parse(tags) as { Tags: string[] }).Tags).toEqual(expected);
      const flags = ["--upstream", `up=${site.open.url}`];
      const root = join(site.folder, `cache-${form}`);
      await using cache = await RegistryProcess.start({ root, flags, within: site.engine.namespace.argv() });
      expect(await cosign.verifies(`${cache.address}/up/signed-${form}:1`, form)).toBe(true);
    },
    120_000,
  );
});
