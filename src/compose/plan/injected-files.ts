import { configTarget, secretTarget } from "../convert/file-target.ts";
import { ComposeError } from "../errors.ts";
import type { NamedService } from "../named-service.ts";
import type { FileReference } from "../shape/file-reference.ts";
import type { Project } from "../shape/project.ts";
import type { Config as FileObject } from "../shape/resources.ts";
import type { InjectedFile } from "./operation.ts";

/** Configs and secrets that are texts. @throws ComposeError where a service takes none */
export function injectedFiles(project: Project, service: NamedService): InjectedFile[] {
  const secrets = (service.secrets ?? []).flatMap((file) =>
    injectedFile(project, service, {
      kind: "secret",
      file,
      object: project.secrets.get(file.source ?? ""),
      target: secretTarget(file),
    }),
  );
  const configs = (service.configs ?? []).flatMap((file) =>
    injectedFile(project, service, {
      kind: "config",
      file,
      object: project.configs.get(file.source ?? ""),
      target: configTarget(file),
    }),
  );
  return [...secrets, ...configs];
}

interface Reference {
  readonly kind: "secret" | "config";
  readonly file: FileReference;
  readonly object: FileObject | undefined;
  readonly target: string;
}

function injectedFile(
  project: Project,
  service: NamedService,
  { kind, file, object, target }: Reference,
): InjectedFile[] {
  const content = contentOf(project, kind, object);
  if (content === "") return [];
  if (service.read_only === true)
    throw new ComposeError(
      `cannot create ${kind} ${JSON.stringify(object?.name ?? "")} in read-only service ${service.name}: \`file\` is the sole supported option`,
    );
  const keepsOwner = Boolean(file.uid) || Boolean(file.gid);
  const mode = file.mode ?? 0o444;
  return [{ target, content, mode, uid: Number(file.uid || 0), gid: Number(file.gid || 0), keepsOwner }];
}

function contentOf(project: Project, kind: string, object: FileObject | undefined): string {
  if (object?.content) return object.content;
  if (!object?.environment) return "";
  const value = project.environment.get(object.environment);
  if (value === undefined)
    throw new ComposeError(
      `environment variable ${JSON.stringify(object.environment)} required by ${kind} ${JSON.stringify(object.name ?? "")} is not set`,
    );
  return value;
}
