import type { EndpointSettings, VolumeCreateRequest } from "#api/types.gen.ts";
import type { NetworkSpec } from "#client/network-create.ts";
import type { Wanted } from "../convert/container-spec.ts";
import type { NamedService } from "../named-service.ts";
import type { Hook } from "../shape/hook.ts";

/** The container that an operation is about: one that is there, or the one that a step before makes. */
export type Target =
  | { readonly name: string; readonly id: string }
  | { readonly name: string; readonly madeBy: string };

/** Namespaces and volumes that a new container has of another, whose id may not be known yet. */
export interface Borrowed {
  readonly network_mode?: Target;
  readonly ipc?: Target;
  readonly pid?: Target;
  /** In the place of `SERVICE[:ro]`, by its index in `volumes_from`. */
  readonly volumes_from: readonly (Target | undefined)[];
}

export interface NewContainer {
  /** The name it is made with; one that takes another's place gets its own later. */
  readonly name: string;
  /** Its `service` names other services where it borrows of them. */
  readonly wanted: Wanted;
  readonly borrowed: Borrowed;
  /** `os/arch/variant`; empty: the engine's. */
  readonly platform: string;
}

/** A text that is put into a container before it starts. */
export interface InjectedFile {
  readonly target: string;
  readonly content: string;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The owner is the file's, not the one who unpacks it. */
  readonly keepsOwner: boolean;
}

/** What the containers of a service are waited for to be. */
export type Condition = "running_or_healthy" | "service_healthy" | "service_completed_successfully";

/** One call of the engine (a wait: as many as it takes). */
export type Operation =
  | { readonly kind: "create network"; readonly spec: NetworkSpec }
  | { readonly kind: "remove network"; readonly id: string; readonly name: string }
  | {
      readonly kind: "connect network";
      readonly network: string;
      readonly target: Target;
      readonly endpoint: Partial<EndpointSettings>;
    }
  | { readonly kind: "disconnect network"; readonly network: string; readonly target: Target }
  | { readonly kind: "create volume"; readonly spec: VolumeCreateRequest }
  | { readonly kind: "remove volume"; readonly name: string }
  | { readonly kind: "create container"; readonly container: NewContainer }
  | { readonly kind: "rename container"; readonly target: Target; readonly name: string }
  | {
      readonly kind: "start container";
      readonly target: Target;
      /** Without ports and aliases, until it takes over. */
      readonly isStandby?: boolean;
    }
  | { readonly kind: "take over"; readonly target: Target; readonly from: Target }
  | { readonly kind: "stop container"; readonly target: Target; readonly timeout?: number }
  | { readonly kind: "restart container"; readonly target: Target; readonly timeout?: number }
  | { readonly kind: "kill container"; readonly target: Target; readonly signal: string }
  | { readonly kind: "pause container"; readonly target: Target }
  | { readonly kind: "unpause container"; readonly target: Target }
  | {
      readonly kind: "remove container";
      readonly target: Target;
      readonly force: boolean;
      readonly volumes: boolean;
    }
  | { readonly kind: "inject files"; readonly target: Target; readonly files: readonly InjectedFile[] }
  | { readonly kind: "run hook"; readonly target: Target; readonly service: NamedService; readonly hook: Hook }
  | {
      /** What a service has done before it starts, in the container that was made for it. */
      readonly kind: "run step";
      readonly target: Target;
      readonly service: string;
      /** In the service's list. */
      readonly index: number;
      readonly command: readonly string[];
    }
  | { readonly kind: "remove image"; readonly name: string }
  | {
      readonly kind: "wait";
      readonly service: string;
      readonly targets: readonly Target[];
      readonly condition: Condition;
      /** An unmet condition is no failure. */
      readonly isOptional: boolean;
      /** What has no probe has to run for a while. */
      readonly settles?: boolean;
    }
  | { readonly kind: "show" };

/** What the user sees of a step; nothing where it is left out. */
export interface Shown {
  /** Such as `Container web-1`; several where a step is about several. */
  readonly things: readonly string[];
  /** While it is done. */
  readonly begin?: string;
  readonly end?: string;
  /** Instead of the error's text when it fails; empty: nothing is shown then. */
  readonly failure?: string;
}

/** Refusals of the engine that are no failure of the step. */
export interface Tolerated {
  /** What is shown when the thing is not there (404). */
  readonly missing?: string;
  /** What is shown when it is in use (409). */
  readonly conflict?: string;
}

export interface Step {
  readonly id: string;
  readonly operation: Operation;
  /** Steps that come before. */
  readonly after: readonly string[];
  readonly shown?: Shown;
  readonly tolerated?: Tolerated;
  /** What is done where the plan ends without the step having been done, once what it is about has been made. */
  readonly otherwise?: Operation;
  /** Unless this step has failed: what it is about stays, to be looked at. */
  readonly unlessFailed?: string;
  /** Why it is done, for who reads the plan. */
  readonly reason?: string;
}

/** Steps in an order in which they can be done one by one. */
export interface Plan {
  readonly steps: readonly Step[];
  /** For the user, before anything is done. */
  readonly warnings: readonly string[];
}
