import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { ComposeError } from "#compose/errors.ts";
import { hostFiles } from "#compose/file/file-access.ts";
import { withProfiles } from "#compose/project/select.ts";
import { checkImages } from "#compose/publish/checks.ts";
import { type PublishedFile, publishedFiles } from "#compose/publish/project-files.ts";
import { fileReferences } from "#compose/publish/references.ts";
import type { Project } from "#compose/shape/project.ts";
import { parseReference, withDefaultTag } from "#formats/reference/reference.ts";
import { bool, string } from "../../flags/scalars.ts";
import { rfcTime } from "../../format/text.ts";
import type { Io } from "../../io/io.ts";
import { homeFolder } from "../../machine/home.ts";
import { exactlyAsDocker } from "../argument-count.ts";
import { openArtifacts } from "../artifacts.ts";
import { type ComposeCommand, type ComposeInvocation, runsCompose } from "../command.ts";
import { imagePinner } from "../config/digests.ts";
import { pinnedImages } from "../config/render.ts";
import { pushServices } from "../images/push-services.ts";
import { progressOf } from "../lifecycle/carry-out.ts";
import type { ProgressWriter } from "../progress/writer.ts";
import type { ProjectAccess } from "../project-access.ts";
import { confirmPublishing } from "../publish/confirm-publishing.ts";
import { sendProject } from "../publish/send-artifact.ts";
import { sendImages } from "../publish/send-images.ts";

const usage = "[OPTIONS] REPOSITORY[:TAG]";

export const command = {
  usage,
  argumentFault: exactlyAsDocker(1, usage),
  flags: {
    app: bool({ usage: "Published compose application (includes referenced images)" }),
    "insecure-registry": bool({ usage: "Use insecure registry", hidden: true }),
    "oci-version": string({
      usage: "OCI image/artifact specification version (automatically determined by default)",
    }),
    "resolve-image-digests": bool({ usage: "Pin image tags to digests" }),
    "with-env": bool({ usage: "Include environment variables in the published OCI artifact" }),
    yes: bool({ short: "y", usage: 'Assume "yes" as answer to all prompts' }),
  },
} satisfies ComposeCommand;

type Publish = ComposeInvocation<(typeof command)["flags"]>;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, settings, projects } = invocation;
  const opened = await projects.open(op, { skips: ["environment"] });
  checkIncludes(opened, projects);
  const project = withProfiles(opened, ["*"]);
  const progress = progressOf(io, invocation, "Publishing");
  try {
    checkImages(project);
    const facts = { project, projects, withEnvironment: flags["with-env"] };
    if (!flags.yes && !(await confirmPublishing(op, io, facts))) return;
    const { isDryRun, parallel } = settings;
    const options = { progress, isQuiet: false, isDryRun, ignoresFailures: true, parallel };
    await pushServices(op, io, client, { project, options });
    await publish(op, io, client, { invocation, project, progress });
  } finally {
    progress.stop();
  }
});

/** Files that others include would not come along. @throws ComposeError */
function checkIncludes({ composeFiles, environment }: Project, projects: ProjectAccess): void {
  const variables = { get: (name: string) => environment.get(name), missing: () => {} };
  const isLocal = (path: string): boolean =>
    fileReferences(hostFiles.readText(path), variables).some(
      (reference) => reference.kind === "include" && !projects.isRemote(reference.path),
    );
  if (composeFiles.some((path) => path !== "-" && isLocal(path)))
    throw new ComposeError("cannot publish compose file with local includes");
}

interface Publishing {
  readonly invocation: Publish;
  readonly project: Project;
  readonly progress: ProgressWriter;
}

async function publish(op: Op, io: Io, client: Client, publishing: Publishing): Promise<void> {
  const { invocation, progress } = publishing;
  const [target = ""] = invocation.args;
  const files = await filesOf(op, io, client, publishing);
  progress.event({ id: target, status: "working", text: "", detail: "publishing" });
  if (!invocation.settings.isDryRun) {
    const to = withDefaultTag(parseReference(target));
    try {
      await send(op, io, publishing, { files, to });
    } catch (error) {
      progress.event({ id: target, status: "error", text: "", detail: "publishing" });
      throw error;
    }
  }
  progress.event({ id: target, status: "done", text: "", detail: "published" });
}

async function filesOf(
  op: Op,
  io: Io,
  client: Client,
  { invocation: { flags }, project }: Publishing,
): Promise<readonly PublishedFile[]> {
  const home = homeFolder(io.env) || undefined;
  const files = publishedFiles(project, { access: hostFiles, home, withEnvironment: flags["with-env"] });
  if (!flags["resolve-image-digests"] && !flags.app) return files;
  const text = await pinnedImages(project, imagePinner(op, io, client));
  return [...files, { kind: "project", name: "image-digests.yaml", text }];
}

async function send(
  op: Op,
  io: Io,
  { invocation: { flags, settings }, project }: Publishing,
  { files, to }: { readonly files: readonly PublishedFile[]; readonly to: ReturnType<typeof parseReference> },
): Promise<void> {
  const insecureRegistries = [...settings.insecureRegistries, ...(flags["insecure-registry"] ? [to.domain] : [])];
  await using repository = await openArtifacts(op, io, to, { push: true, insecureRegistries });
  const created = rfcTime(Math.trunc(io.now() / 1000));
  const sending = { files, tag: to.tag ?? "latest", version: flags["oci-version"], created };
  const manifest = await sendProject(op, repository, sending);
  if (flags.app) await sendImages(op, io, project, { manifest, to });
}
