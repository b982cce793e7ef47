import type { OperationName } from "#api/routes.gen.ts";

import { buildImage } from "./build/build.ts";
import { cancelBuild } from "./build/cancel.ts";
import { pruneBuildCache } from "./build/prune.ts";
import { solveBuild } from "./build/solve.ts";
import { upgradeGrpc, upgradeSession } from "./buildkit/upgrade.ts";
import { exportContainer, getArchive, headArchive, putArchive } from "./containers/archive.ts";
import { attachContainer } from "./containers/attach.ts";
import { attachWebsocket } from "./containers/attach-websocket.ts";
import { containerChanges } from "./containers/changes.ts";
import { createContainer } from "./containers/create.ts";
import { inspectContainer } from "./containers/inspect.ts";
import { killContainer } from "./containers/kill.ts";
import { listContainers } from "./containers/list.ts";
import { containerLogs } from "./containers/logs.ts";
import { pauseContainer, unpauseContainer } from "./containers/pause.ts";
import { pruneContainers } from "./containers/prune.ts";
import { removeContainer } from "./containers/remove.ts";
import { renameContainer } from "./containers/rename.ts";
import { resizeContainer } from "./containers/resize.ts";
import { startContainer } from "./containers/start.ts";
import { containerStats } from "./containers/stats.ts";
import { restartContainer, stopContainer } from "./containers/stop.ts";
import { takeOverContainer } from "./containers/take-over.ts";
import { topContainer } from "./containers/top.ts";
import { updateContainer } from "./containers/update.ts";
import { waitContainer } from "./containers/wait.ts";
import { whyContainer } from "./containers/why.ts";
import { createExec } from "./exec/create.ts";
import { inspectExec } from "./exec/inspect.ts";
import { resizeExec } from "./exec/resize.ts";
import { startExec } from "./exec/start.ts";
import type { Handler, HijackHandler } from "./handler.ts";
import { commitContainer } from "./images/commit.ts";
import { createImage } from "./images/create.ts";
import { imageHistory } from "./images/history.ts";
import { inspectImage } from "./images/inspect.ts";
import { listImages } from "./images/list.ts";
import { loadImages } from "./images/load.ts";
import { imageLog, rollbackImage } from "./images/log.ts";
import { pruneImages } from "./images/prune.ts";
import { pushImage } from "./images/push.ts";
import { removeImage } from "./images/remove.ts";
import { saveImage, saveImages } from "./images/save.ts";
import { tagImage } from "./images/tag.ts";
import { connectNetwork } from "./networks/connect.ts";
import { createNetwork } from "./networks/create.ts";
import { disconnectNetwork } from "./networks/disconnect.ts";
import { inspectNetwork } from "./networks/inspect.ts";
import { listNetworks } from "./networks/list.ts";
import { pruneNetworks } from "./networks/prune.ts";
import { removeNetwork } from "./networks/remove.ts";
import { addProjectVersion, listProjectVersions } from "./projects/versions.ts";
import { authenticate } from "./registry/auth.ts";
import { inspectDistribution } from "./registry/distribution.ts";
import { searchImages } from "./registry/search.ts";
import { rehearse } from "./rehearsal/rehearse.ts";
import { dataUsage } from "./system/data-usage.ts";
import { events } from "./system/events.ts";
import { systemInfo } from "./system/info.ts";
import { ping } from "./system/ping.ts";
import { systemVersion } from "./system/version.ts";
import { createVolume } from "./volumes/create.ts";
import { inspectVolume } from "./volumes/inspect.ts";
import { listVolumes } from "./volumes/list.ts";
import { pruneVolumes } from "./volumes/prune.ts";
import { removeVolume } from "./volumes/remove.ts";

/** The operations that work; the others of the spec are refused by name. */
export const handlers: Readonly<Partial<Record<OperationName, Handler>>> = {
  ContainerList: listContainers,
  ContainerCreate: createContainer,
  ContainerInspect: inspectContainer,
  ContainerTop: topContainer,
  ContainerLogs: containerLogs,
  ContainerStats: containerStats,
  ContainerResize: resizeContainer,
  ContainerStart: startContainer,
  ContainerStop: stopContainer,
  ContainerRestart: restartContainer,
  ContainerKill: killContainer,
  ContainerWhy: whyContainer,
  ContainerUpdate: updateContainer,
  ContainerRename: renameContainer,
  ContainerTakeover: takeOverContainer,
  ProjectVersionList: listProjectVersions,
  ProjectVersionAdd: addProjectVersion,
  ContainerPause: pauseContainer,
  ContainerUnpause: unpauseContainer,
  ContainerWait: waitContainer,
  ContainerDelete: removeContainer,
  ContainerChanges: containerChanges,
  ContainerExport: exportContainer,
  ContainerArchiveInfo: headArchive,
  ContainerArchive: getArchive,
  PutContainerArchive: putArchive,
  ContainerPrune: pruneContainers,
  ContainerExec: createExec,
  ExecResize: resizeExec,
  ExecInspect: inspectExec,
  ImageList: listImages,
  ImageCreate: createImage,
  ImageInspect: inspectImage,
  ImagePush: pushImage,
  ImageCommit: commitContainer,
  ImageHistory: imageHistory,
  ImageGet: saveImage,
  ImageGetAll: saveImages,
  ImageLog: imageLog,
  ImageRollback: rollbackImage,
  ImageTag: tagImage,
  ImageDelete: removeImage,
  ImageLoad: loadImages,
  ImagePrune: pruneImages,
  ImageBuild: buildImage,
  BuildCancel: cancelBuild,
  BuildPrune: pruneBuildCache,
  NetworkList: listNetworks,
  NetworkInspect: inspectNetwork,
  NetworkCreate: createNetwork,
  NetworkDelete: removeNetwork,
  NetworkConnect: connectNetwork,
  NetworkDisconnect: disconnectNetwork,
  NetworkPrune: pruneNetworks,
  Rehearsal: rehearse,
  SystemAuth: authenticate,
  DistributionInspect: inspectDistribution,
  ImageSearch: searchImages,
  SystemInfo: systemInfo,
  SystemVersion: systemVersion,
  SystemPing: ping,
  SystemPingHead: ping,
  SystemEvents: events,
  SystemDataUsage: dataUsage,
  VolumeList: listVolumes,
  VolumeCreate: createVolume,
  VolumeInspect: inspectVolume,
  VolumeDelete: removeVolume,
  VolumePrune: pruneVolumes,
};

/** The operations that take their connection over. */
export const hijackHandlers: Readonly<Partial<Record<OperationName, HijackHandler>>> = {
  BuildSolve: solveBuild,
  ContainerAttach: attachContainer,
  ContainerAttachWebsocket: attachWebsocket,
  ExecStart: startExec,
  Grpc: upgradeGrpc,
  Session: upgradeSession,
};
