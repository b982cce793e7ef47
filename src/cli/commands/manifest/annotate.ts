import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { commaList } from "../../flags/lists.ts";
import { string } from "../../flags/scalars.ts";
import { ManifestStore } from "../../manifests/manifest-store.ts";
import { manifestName } from "../../manifests/names.ts";

export const command = {
  usage: "[OPTIONS] MANIFEST_LIST MANIFEST",
  arguments: exactly(2),
  flags: {
    arch: string({ usage: "Architecture" }),
    os: string({ usage: "Operating system" }),
    "os-features": commaList({ usage: "What the operating system must have" }),
    "os-version": string({ usage: "Version of the operating system" }),
    variant: string({ usage: "Variant of the architecture" }),
  },
  engine: "unused",
} satisfies Command;

/** Pairs that Docker takes. */
const known: Readonly<Record<string, readonly string[]>> = {
  darwin: ["386", "amd64", "arm", "arm64"],
  dragonfly: ["amd64"],
  freebsd: ["386", "amd64", "arm"],
  linux: ["386", "amd64", "arm", "arm64", "ppc64le", "mips64", "mips64le", "riscv64", "s390x"],
  netbsd: ["386", "amd64", "arm"],
  openbsd: ["386", "amd64", "arm"],
  plan9: ["386", "amd64"],
  solaris: ["amd64"],
  windows: ["386", "amd64"],
};

export const run = runs(command, async (_op, io, _client, { flags, args }) => {
  const [listText = "", imageText = ""] = args;
  const list = manifestName(listText, `annotate: error parsing name for manifest list ${listText}: `);
  const name = manifestName(imageText, `annotate: error parsing name for manifest ${imageText}: `);
  const store = new ManifestStore(io.engine.configFolder);
  const image = store.image(list, name);
  if (image === undefined) throw new Error(`manifest for image ${imageText} does not exist in ${listText}`);
  const before = image.Descriptor.platform ?? { architecture: "", os: "" };
  const platform = {
    ...before,
    os: flags.os || before.os,
    architecture: flags.arch || before.architecture,
    "os.features": [...new Set([...(before["os.features"] ?? []), ...flags["os-features"]])],
    ...(flags["os-version"] === "" ? {} : { "os.version": flags["os-version"] }),
    ...(flags.variant === "" ? {} : { variant: flags.variant }),
  };
  if (known[platform.os]?.includes(platform.architecture) !== true) {
    throw new Error(`manifest entry for image has unsupported os/arch combination: ${flags.os}/${flags.arch}`);
  }
  store.save(list, name, { ...image, Descriptor: { ...image.Descriptor, platform } });
});
