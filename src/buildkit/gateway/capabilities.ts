import type { MessageInitShape } from "@bufbuild/protobuf";
import type { APICapSchema } from "../gen/caps.gen.ts";

type Capability = MessageInitShape<typeof APICapSchema>;

/** Of the gateway API of BuildKit 0.25 (frontend/gateway/pb/caps.go), what acts here. */
export const frontendCapabilities: Capability[] = enabled(`
  frontend.caps frontend.inputs gateway.evaluate gateway.solve.evaluate gateway.solve.metadata gateway.warnings
  importcaches proto.refarray readdir readfile reference.output resolveimage resolveimage.resolvemode return returnmap
  solve.base source.metaresolver statfile
`);

/**
 * Of its build graph (solver/pb/caps.go). Of graphs that clients send only a few operations act, but they read here what a
 * build and its exporters may be asked for.
 */
export const graphCapabilities: Capability[] = enabled(`
  cache.gha cache.s3 constraints diffop exec.cgroup exec.meta.base exec.meta.cdi exec.meta.cgroup.parent exec.meta.network
  exec.meta.proxyenv exec.meta.security exec.meta.security.devices.v1 exec.meta.setsdefaultpath exec.meta.ulimit
  exec.mount.bind exec.mount.bind.readwrite-nooutput exec.mount.cache exec.mount.cache.content
  exec.mount.cache.sharing exec.mount.secret exec.mount.selector exec.mount.ssh exec.mount.tmpfs
  exec.mount.tmpfs.size exec.secretenv exec.validexitcode exporter.image.annotations exporter.image.attestations
  exporter.multiple exporter.sourcedateepoch file.base file.copy.alwaysreplaceexistingdestpaths
  file.copy.includeexcludepatterns file.rm.nofollowsymlink file.rm.wildcard file.symlink.create gc.freespacefilter
  mergeop meta.description meta.exportcache meta.ignorecache platform source.buildop.llbfilename source.git
  source.git.checksum source.git.fullurl source.git.httpauth source.git.keepgitdir source.git.knownsshhosts
  source.git.mountsshsock source.git.skipsubmodules source.git.subdir source.http source.http.auth
  source.http.checksum source.http.header source.http.perm source.image source.image.checksum
  source.image.layerlimit source.image.resolvemode source.local source.local.differ source.local.excludepatterns
  source.local.followpaths source.local.includepatterns source.local.metadatatransfer source.local.sessionid
  source.local.sharedkeyhint source.local.unique source.ocilayout soruce.http.uidgid
`);

function enabled(names: string): Capability[] {
  const ids = names.split(/\s+/).filter((name) => name !== "");
  return ids.sort().map((ID) => ({ ID, Enabled: true }));
}
