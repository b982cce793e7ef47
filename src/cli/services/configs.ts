import type { Invocation } from "../command.ts";
import { list } from "../flags/lists.ts";
import { scalar } from "../flags/scalars.ts";
import { type FileRequest, filesFlag, resolveFiles } from "./file-references.ts";
import { containerOf, part, setOrDelete } from "./part.ts";
import type { ContainerSpec, CredentialSpec, FileReference } from "./service.ts";

const credentialFlag = scalar(
  { usage: "Account of a managed service (Windows only)" },
  { type: "credential-spec", zero: undefined, parse: parseCredential },
);

/** `config://NAME`, `file://PATH` or `registry://KEY`; nothing takes it away. @throws Error in Docker's words */
function parseCredential(text: string): CredentialSpec | undefined {
  const [, kind, value = ""] = /^(config|file|registry):\/\/(.*)$/s.exec(text) ?? [];
  if (text === "") return undefined;
  if (kind === undefined) {
    throw new Error('invalid credential spec: value must be prefixed with "config://", "file://", or "registry://"');
  }
  const of = (name: string): string => (kind === name ? value : "");
  return { Config: of("config"), File: of("file"), Registry: of("registry") };
}

export const configs = part({
  createFlags: {
    config: filesFlag("config", "Config that containers see"),
    "credential-spec": credentialFlag,
  },
  updateFlags: {
    "config-add": filesFlag("config", "Config that containers see"),
    "config-rm": list({ usage: "Config that containers see no more" }),
    "credential-spec": credentialFlag,
  },
  async create(spec, { flags, changed }, { op, client }) {
    const container = containerOf(spec);
    const credential = flags["credential-spec"];
    const requests = [...flags.config, ...credentialRequests(credential?.Config ?? "")];
    setOrDelete(container, "Configs", await resolveFiles(op, client, "config", requests));
    if (changed("credential-spec")) setCredential(container, credential);
  },
  async update(spec, { flags, changed }, { op, client }) {
    const container = containerOf(spec);
    const credential = changed("credential-spec") ? flags["credential-spec"] : undefined;
    const kept = keptConfigs(container, { flags, changed });
    const isKept = kept.some(({ Runtime, ConfigName }) => Runtime !== undefined && ConfigName === credential?.Config);
    const requests = [...flags["config-add"], ...credentialRequests(isKept ? "" : (credential?.Config ?? ""))];
    setOrDelete(container, "Configs", [...kept, ...(await resolveFiles(op, client, "config", requests))]);
    if (changed("credential-spec")) setCredential(container, credential);
  },
});

/** A config that holds a credential spec is no file. */
function credentialRequests(name: string): FileRequest[] {
  return name === "" ? [] : [{ source: name, file: undefined }];
}

/** What stays of a service's configs; the one of a credential spec while that is in use. */
function keptConfigs(
  { Configs = [], Privileges }: ContainerSpec,
  { flags, changed }: Pick<Invocation<typeof configs.updateFlags>, "flags" | "changed">,
): FileReference[] {
  const removed = new Set(flags["config-rm"]);
  const isInUse = ({ ConfigName, ConfigID }: FileReference): boolean =>
    changed("credential-spec")
      ? ConfigName === flags["credential-spec"]?.Config
      : ConfigID === Privileges?.CredentialSpec?.Config;
  return Configs.filter((one) => (one.Runtime === undefined ? !removed.has(one.ConfigName ?? "") : isInUse(one)));
}

function setCredential(container: ContainerSpec, credential: CredentialSpec | undefined): void {
  if (credential === undefined) {
    if (container.Privileges !== undefined) container.Privileges.CredentialSpec = null;
    return;
  }
  const config = container.Configs?.find(({ ConfigName }) => ConfigName === credential.Config);
  const resolved = { ...credential, Config: config?.ConfigID ?? credential.Config };
  container.Privileges = { ...noPrivileges, ...container.Privileges, CredentialSpec: resolved };
}

const noPrivileges = { SELinuxContext: null, NoNewPrivileges: false };
