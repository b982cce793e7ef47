import { kindUnderTest } from "../../../support/engine-kind.ts";
import type { Client } from "../acts/client.ts";
import { imageIsBuilt } from "./builds.ts";
import { held, lifeOfOne, programs } from "./containers.ts";
import { imageComesAndGoes, imageComesHome, imageGoesAndComes } from "./images.ts";
import { links } from "./links.ts";
import { neighbours, networksComeAndGo } from "./networks.ts";
import { policies } from "./policies.ts";
import { rest } from "./rest.ts";
import { takeover } from "./takeover.ts";
import { volumesComeAndGo } from "./volumes.ts";

/** What clients do, in lives of their own: each may be lived beside others. */
export const stories: Readonly<Record<string, (client: Client) => Promise<void>>> = {
  lifeOfOne,
  programs,
  held,
  imageComesAndGoes,
  imageGoesAndComes,
  ...(kindUnderTest() === "dockerd" ? {} : { imageComesHome, takeover }),
  imageIsBuilt,
  volumesComeAndGo,
  networksComeAndGo,
  neighbours,
  links,
  policies,
  rest,
};
