/** How far from what was written an option may be to be suggested. */
const farthest = 2;

export interface SuggestOptions {
  /** Whether capitals and small letters differ. Where not, the suggestion has the case of what was written. */
  readonly caseSensitive: boolean;
}

/**
 * The option that is meant where `value` is none: the nearest within two changes of a letter. Of equally near ones it is
 * the one with the same letters, or else the first in order. None where `value` is an option.
 */
export function suggestionFor(
  value: string,
  options: Iterable<string>,
  { caseSensitive }: SuggestOptions,
): string | undefined {
  const folded = (text: string): string => (caseSensitive ? text : text.toLowerCase());
  const wanted = folded(value);
  let best: string | undefined;
  let distance = farthest + 1;
  for (const option of [...options].map(folded).sort()) {
    if (option === wanted) return undefined;
    const found = editDistance(wanted, option) - (lettersOf(wanted) === lettersOf(option) ? 0.5 : 0);
    if (found >= distance) continue;
    distance = found;
    best = option;
  }
  if (best === undefined || caseSensitive || value !== value.toUpperCase() || value === value.toLowerCase())
    return best;
  return best.toUpperCase();
}

/** `message (did you mean X?)`, or only the message where nothing is near. */
export function withSuggestion(
  message: string,
  value: string,
  { options, caseSensitive }: SuggestOptions & { readonly options: Iterable<string> },
): string {
  const suggestion = suggestionFor(value, options, { caseSensitive });
  return suggestion === undefined ? message : `${message} (did you mean ${suggestion}?)`;
}

function lettersOf(text: string): string {
  return [...text].sort().join("");
}

/** Levenshtein's distance; what is above what counts is only known to be so. */
function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > farthest) return farthest + 1;
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let at = 0; at < left.length; at++) {
    const next = [at + 1];
    for (let column = 0; column < right.length; column++) {
      const replaced = (row[column] ?? 0) + (left[at] === right[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
