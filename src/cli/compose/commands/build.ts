import { withPlatforms } from "#compose/project/platforms.ts";
import { withEnabled, withSelected } from "#compose/project/select.ts";
import { Builders } from "../../builders/builders.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import { ExitError } from "../../errors.ts";
import { bytes } from "../../flags/bytes.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { bakeFile } from "../images/bake-file.ts";
import { withContexts } from "../images/service-targets.ts";
import { buildServices } from "../lifecycle/build-services.ts";
import { quietWriter } from "../progress/plain.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    "build-arg": list({ usage: "Set build-time variables for services", type: "stringArray" }),
    builder: string({ usage: "Set builder to use" }),
    check: bool({ usage: "Check build configuration" }),
    compress: bool({ usage: "Compress the build context using gzip. DEPRECATED", default: true, hidden: true }),
    "force-rm": bool({ usage: "Always remove intermediate containers. DEPRECATED", default: true, hidden: true }),
    memory: bytes({ short: "m", usage: "Set memory limit for the build container. Not supported by BuildKit." }),
    "no-cache": bool({ usage: "Do not use cache when building the image" }),
    "no-rm": bool({
      usage: "Do not remove intermediate containers after a successful build. DEPRECATED",
      hidden: true,
    }),
    parallel: bool({ usage: "Build images in parallel. DEPRECATED", default: true, hidden: true }),
    print: bool({ usage: "Print equivalent bake file" }),
    progress: string({ usage: "Set type of ui output (auto, tty, plain, json, quiet)", hidden: true }),
    provenance: string({ usage: "Add a provenance attestation" }),
    pull: bool({ usage: "Always attempt to pull a newer version of the image" }),
    push: bool({ usage: "Push service images" }),
    quiet: bool({ short: "q", usage: "Suppress the build output" }),
    sbom: string({ usage: "Add a SBOM attestation" }),
    ssh: string({
      usage:
        "Set SSH authentications used when building service images. (use 'default' for using your default SSH Agent)",
    }),
    "with-dependencies": bool({ usage: "Also build dependencies (transitively)" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args, projects, changed } = invocation;
  if (changed("progress") && flags.ssh === "")
    io.stderr.write("--progress is a global compose flag, better use `docker compose --progress xx build ...\n");
  const [sshId = ""] = flags.ssh.split("=");
  if (flags.ssh !== "" && !flags.ssh.includes("=") && sshId !== "default")
    throw new ExitError(1, `invalid ssh key ${JSON.stringify(flags.ssh)}`);
  const opened = withPlatforms(await projects.open(op, { discardsFiles: true, keepsUnused: true }), {
    isForOne: false,
  });
  if (flags.builder !== "") new Builders(io).checkUsable(flags.builder);
  const wanted = withContexts(opened, args.length > 0 ? args : [...opened.services.keys()]);
  const project = withSelected(withEnabled(opened, wanted), wanted);
  const chosen = flags["with-dependencies"] ? [...project.services.keys()] : wanted;
  const services = chosen.filter((name) => project.services.get(name)?.build !== undefined);
  const given = flags["build-arg"].map((text) => argumentOf(text, project.environment));
  const options = {
    args: new Map(given.filter((entry): entry is [string, string] => entry !== undefined)),
    isPushed: flags.push,
    isChecked: flags.check,
    noCache: flags["no-cache"],
    pull: flags.pull,
    ssh: flags.ssh === "" ? [] : [flags.ssh],
    sbom: flags.sbom,
    provenance: flags.provenance,
  };
  if (!flags.print) {
    await buildServices(op, io, client, {
      project,
      services,
      invocation,
      options: { ...options, isQuiet: flags.quiet, ...(flags.quiet ? { progress: quietWriter } : {}) },
    });
  } else if (services.length > 0) {
    const proxies = proxyVariables(io.config, client.host);
    io.stdout.write(`${bakeFile(project, services, { ...options, proxies })}\n`);
  }
});

/** `NAME=value`, or the name of a variable of the project. */
function argumentOf(text: string, environment: ReadonlyMap<string, string>): [string, string] | undefined {
  const at = text.indexOf("=");
  if (at >= 0) return [text.slice(0, at), text.slice(at + 1)];
  const value = environment.get(text);
  return value === undefined ? undefined : [text, value];
}
