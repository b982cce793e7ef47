import type { OperationName } from "#api/routes.gen.ts";
import type { Handler } from "./handler.ts";
import { enablePlugin, listPlugins, ofPlugin } from "./plugins/none.ts";
import { leaveSwarm, ofLogs, ofManager, ofVersion, updateVolume } from "./swarm/refused.ts";

/**
 * Operations on what the engine does not have: it is in no swarm and has no plugins. They answer what Docker answers
 * then; those that would change it (`POST /swarm/init`, `POST /plugins/pull`) are refused by name.
 */
export const absentHandlers: Readonly<Partial<Record<OperationName, Handler>>> = {
  NodeList: ofManager("NodeList"),
  NodeInspect: ofManager("NodeInspect"),
  NodeDelete: ofManager("NodeDelete"),
  NodeUpdate: ofVersion("NodeUpdate", "node"),
  SwarmInspect: ofManager("SwarmInspect"),
  SwarmLeave: leaveSwarm,
  SwarmUpdate: ofVersion("SwarmUpdate", "swarm"),
  SwarmUnlockkey: ofManager("SwarmUnlockkey"),
  SwarmUnlock: ofManager("SwarmUnlock"),
  ServiceList: ofManager("ServiceList"),
  ServiceCreate: ofManager("ServiceCreate"),
  ServiceInspect: ofManager("ServiceInspect"),
  ServiceDelete: ofManager("ServiceDelete"),
  ServiceUpdate: ofVersion("ServiceUpdate", "service"),
  ServiceLogs: ofLogs("ServiceLogs"),
  TaskList: ofManager("TaskList"),
  TaskInspect: ofManager("TaskInspect"),
  TaskLogs: ofLogs("TaskLogs"),
  SecretList: ofManager("SecretList"),
  SecretCreate: ofManager("SecretCreate"),
  SecretInspect: ofManager("SecretInspect"),
  SecretDelete: ofManager("SecretDelete"),
  SecretUpdate: ofVersion("SecretUpdate", "secret"),
  ConfigList: ofManager("ConfigList"),
  ConfigCreate: ofManager("ConfigCreate"),
  ConfigInspect: ofManager("ConfigInspect"),
  ConfigDelete: ofManager("ConfigDelete"),
  ConfigUpdate: ofVersion("ConfigUpdate", "config"),
  VolumeUpdate: updateVolume,
  PluginList: listPlugins,
  PluginInspect: ofPlugin,
  PluginDelete: ofPlugin,
  PluginEnable: enablePlugin,
  PluginDisable: ofPlugin,
  PluginUpgrade: ofPlugin,
  PluginPush: ofPlugin,
  PluginSet: ofPlugin,
};
