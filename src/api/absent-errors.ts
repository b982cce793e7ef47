import { EngineError, type ErrorKind } from "#base/errors.ts";

/** What an engine that is in no swarm says where a manager is needed; 503 but where Docker has another status. */
export function noManager(kind: ErrorKind = "unavailable"): EngineError {
  const advice = 'Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
  return new EngineError(kind, `This node is not a swarm manager. ${advice}`);
}

export function pluginNotFound(name: string): EngineError {
  return new EngineError("not-found", `plugin ${JSON.stringify(name)} not found`);
}
