import { isAbsolute as isAbsoluteHere, resolve } from "node:path";
import type { BindOptions, Mount, MountPoint, VolumeOptions } from "#api/types.gen.ts";
import { ComposeError } from "../errors.ts";
import type { FileReference } from "../shape/file-reference.ts";
import type { Mount as ServiceVolume } from "../shape/mount.ts";
import type { Project } from "../shape/project.ts";
import type { Config as FileObject } from "../shape/resources.ts";
import type { Service } from "../shape/service.ts";
import { configTarget, isAbsolute, secretTarget } from "./file-target.ts";

/** What a container takes over from the one that it replaces. */
export interface Inherited {
  readonly mounts: readonly MountPoint[];
  /** Where the new container's image declares volumes. */
  readonly imageVolumes: readonly string[];
}

export interface ContainerVolumes {
  /** `SOURCE:TARGET:OPTIONS`, for all that this form can say: it alone has the engine make missing folders. */
  readonly binds: readonly string[];
  readonly mounts: readonly Mount[];
}

/** Volumes, configs and secrets of a service's container. @throws ComposeError for what an engine has not */
export function containerVolumes(project: Project, service: Service, inherited?: Inherited): ContainerVolumes {
  const binds: string[] = [];
  const mounts: Mount[] = [];
  for (const mount of byTarget(project, service, inherited)) {
    const bind = asBind(project, service, mount);
    if (bind === undefined) mounts.push(mount);
    else binds.push(bind);
  }
  return { binds, mounts };
}

/** By target, so that the same file always gives the same request; the last of what wants one place has it. */
function byTarget(project: Project, service: Service, inherited: Inherited | undefined): Mount[] {
  const kept = inherited === undefined ? new Map<string, Mount>() : keptVolumes(service, inherited);
  const isKept = ({ target = "", source = "" }: ServiceVolume): boolean => source === "" && kept.has(target);
  const own = (service.volumes ?? []).filter((volume) => !isKept(volume)).map((volume) => mountOf(project, volume));
  const mounts = new Map([...kept, ...own.map((mount) => [mount.Target ?? "", mount] as const)]);
  for (const mount of [...secretMounts(project, service), ...configMounts(project, service)])
    if (!mounts.has(mount.Target ?? "")) mounts.set(mount.Target ?? "", mount);
  return [...mounts.values()].sort((left, right) => ((left.Target ?? "") < (right.Target ?? "") ? -1 : 1));
}

/** Volumes without a name that go on with the new container. */
function keptVolumes(service: Service, { mounts, imageVolumes }: Inherited): Map<string, Mount> {
  const isUnnamed = (target: string): boolean =>
    imageVolumes.includes(target) ||
    (service.volumes ?? []).some((volume) => volume.target === target && (volume.source ?? "") === "");
  return new Map(
    mounts
      .filter(({ Type, Destination }) => Type !== "tmpfs" && isUnnamed(Destination))
      .map(({ Type = "bind", Name = "", Source, Destination, RW }) => [
        Destination,
        { Type, Source: Type === "volume" ? Name : Source, Target: Destination, ReadOnly: !RW },
      ]),
  );
}

function asBind(project: Project, service: Service, { Type, Source = "", Target }: Mount): string | undefined {
  const volume = service.volumes?.find(({ target }) => target === Target);
  if (volume === undefined) return undefined;
  if (Type === "bind") return bindNeedsMount(volume) ? undefined : bindText(Source, volume);
  if (Type !== "volume" || volumeNeedsMount(volume)) return undefined;
  const isOfProject = [...project.volumes.values()].some(({ name }) => name === Source);
  return isOfProject ? bindText(Source, volume) : undefined;
}

function bindNeedsMount({ bind }: ServiceVolume): boolean {
  if (bind === undefined) return false;
  return bind.create_host_path !== true || Boolean(bind.propagation) || Boolean(bind.recursive);
}

function volumeNeedsMount({ volume }: ServiceVolume): boolean {
  if (volume === undefined) return false;
  return (volume.labels?.size ?? 0) > 0 || Boolean(volume.subpath) || volume.nocopy === true;
}

function bindText(source: string, { target, read_only, bind, volume }: ServiceVolume): string {
  const options = [read_only === true ? "ro" : "rw"];
  if (bind?.selinux) options.push(bind.selinux);
  if (bind?.propagation) options.push(bind.propagation);
  if (volume?.nocopy === true) options.push("nocopy");
  return `${source}:${target}:${options.join(",")}`;
}

function mountOf(project: Project, volume: ServiceVolume): Mount {
  const { type, source = "", target = "", read_only, consistency } = volume;
  return {
    Type: type as NonNullable<Mount["Type"]>,
    Source: mountSource(project, volume),
    Target: target,
    ReadOnly: read_only ?? false,
    ...(consistency ? { Consistency: consistency as NonNullable<Mount["Consistency"]> } : {}),
    ...mountOptions(volume),
  };

  function mountSource({ volumes }: Project, { type: kind }: ServiceVolume): string {
    if (kind === "bind") return isAbsoluteHere(source) || isAbsolute(source) ? source : resolve(source);
    return kind === "volume" ? (volumes.get(source)?.name ?? source) : source;
  }
}

function mountOptions({ type, bind, volume, tmpfs, image }: ServiceVolume): Partial<Mount> {
  if (type === "bind" && bind !== undefined) return { BindOptions: bindOptions(bind) };
  if (type === "volume" && volume !== undefined) return { VolumeOptions: volumeOptions(volume) };
  if (type === "tmpfs" && tmpfs !== undefined)
    return { TmpfsOptions: { SizeBytes: tmpfs.size ?? 0, Mode: tmpfs.mode ?? 0 } };
  if (type === "image" && image !== undefined) return { ImageOptions: { Subpath: image.subpath ?? "" } };
  return {};
}

function bindOptions(bind: NonNullable<ServiceVolume["bind"]>): BindOptions {
  return {
    ...(bind.propagation ? { Propagation: bind.propagation as NonNullable<BindOptions["Propagation"]> } : {}),
    CreateMountpoint: bind.create_host_path ?? false,
    ...(bind.recursive === "disabled" ? { NonRecursive: true } : {}),
    ...(bind.recursive === "writable" ? { ReadOnlyNonRecursive: true } : {}),
    ...(bind.recursive === "readonly" ? { ReadOnlyForceRecursive: true } : {}),
  };
}

function volumeOptions({ nocopy, subpath, labels }: NonNullable<ServiceVolume["volume"]>): VolumeOptions {
  return {
    ...(nocopy === true ? { NoCopy: true } : {}),
    ...(subpath ? { Subpath: subpath } : {}),
    ...(labels === undefined ? {} : { Labels: Object.fromEntries(labels) }),
  };
}

/** Configs that are files; those made of texts are put into the container before it starts. */
function configMounts(project: Project, service: Service): Mount[] {
  return (service.configs ?? []).flatMap((file) => {
    const config = supported("config", project.configs.get(file.source ?? ""));
    if (config.environment || config.content) return [];
    return [mountOf(project, { type: "bind", source: config.file ?? "", target: configTarget(file), read_only: true })];
  });
}

/** Secrets that are files. */
function secretMounts(project: Project, service: Service): Mount[] {
  return (service.secrets ?? []).flatMap((file) => {
    const secret = supported("secret", project.secrets.get(file.source ?? ""));
    if (secret.environment || secret.content) return [];
    const bind = { create_host_path: false };
    const target = secretTarget(file);
    return [mountOf(project, { type: "bind", source: secret.file ?? "", target, read_only: true, bind })];
  });
}

function supported(kind: "config" | "secret", file: FileObject | undefined): FileObject {
  if (file === undefined) throw new ComposeError(`unsupported external ${kind} `);
  if (file.external === true) throw new ComposeError(`unsupported external ${kind} ${file.name ?? ""}`);
  if (file.driver) throw new ComposeError(`Docker Compose does not support ${kind}s.*.driver`);
  if (file.template_driver) throw new ComposeError(`Docker Compose does not support ${kind}s.*.template_driver`);
  return file;
}

/** What of a service's volumes, configs and secrets is not done, in words for the user. */
export function mountWarnings(project: Project, service: Service, hasFile: (path: string) => boolean): string[] {
  const options = ["bind", "volume", "tmpfs", "image"] as const;
  const strangers = (service.volumes ?? []).flatMap((volume) =>
    options
      .filter((option) => volume.type !== option && volume[option] !== undefined)
      .map((option) => `mount of type \`${volume.type}\` should not define \`${option}\` option`),
  );
  const isFile = (file: FileObject | undefined): boolean => !file?.environment && !file?.content;
  const isOwned = ({ uid, gid, mode }: FileReference): boolean => Boolean(uid) || Boolean(gid) || mode !== undefined;
  const missing = (service.secrets ?? [])
    .flatMap((file) => project.secrets.get(file.source ?? "") ?? [])
    .filter((secret) => isFile(secret) && secret.file && !hasFile(secret.file))
    .map(({ name = "" }) => `secret file ${name} does not exist`);
  const secrets = (service.secrets ?? [])
    .filter((file) => isFile(project.secrets.get(file.source ?? "")) && isOwned(file))
    .map(() => "secrets `uid`, `gid` and `mode` are not supported, they will be ignored");
  const configs = (service.configs ?? [])
    .filter((file) => isFile(project.configs.get(file.source ?? "")) && isOwned(file))
    .map(() => "config `uid`, `gid` and `mode` are not supported, they will be ignored");
  return [...strangers, ...secrets, ...missing, ...configs];
}
