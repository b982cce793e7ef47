/** A state as Docker shows it: its first letter a capital, the others small. */
export function capitalized(text: string): string {
  const lower = text.toLowerCase();
  return `${lower.charAt(0).toUpperCase()}${lower.slice(1)}`;
}
