interface PushAux {
  readonly manifestPushedInsteadOfIndex?: boolean;
  readonly originalIndex?: { readonly digest?: string };
  readonly selectedManifest?: { readonly digest?: string };
  readonly contentMissing?: boolean;
}

const red = 31;
const green = 32;

const missing = `You're trying to push a manifest list/index which 
				references multiple platform specific manifests, but not all of them are available locally
				or available to the remote repository.

				Make sure you have all the referenced content and try again.

				You can also push only a single platform specific manifest directly by specifying the platform you want to push with the --platform flag.`;

/** What an engine's remark during a push tells the user, in Docker's words. */
export function pushNote(aux: unknown): string[] {
  const said = (typeof aux === "object" ? aux : null) as PushAux | null;
  const notes: string[] = [];
  if (said?.manifestPushedInsteadOfIndex === true) {
    const [from, to] = [said.originalIndex?.digest ?? "", said.selectedManifest?.digest ?? ""];
    notes.push(
      `Not all multiplatform-content is present and only the available single-platform image was pushed\n${coloured(red, from)} -> ${coloured(green, to)}`,
    );
  }
  if (said?.contentMissing === true) notes.push(missing);
  return notes;
}

function coloured(colour: number, text: string): string {
  return `\x1b[${colour}m${text}\x1b[0m`;
}
