import { humanSize } from "#base/units.ts";

const width = 50;

/**
 * `[=====>      ]  1.2MB/3.4MB`, as Docker's engine writes it for a screen of unknown width.
 * @see moby api/pkg/progress and pkg/jsonmessage, JSONProgress.String
 */
export function progressBar({ current, total }: { readonly current: number; readonly total: number }): string {
  if (current <= 0 && total <= 0) return "";
  if (total <= 0) return `${humanSize(current).padStart(8)}`;
  const filled = Math.min(Math.floor((current / total) * width), width);
  const space = Math.max(width - filled, 0);
  const bar = `[${"=".repeat(filled)}>${" ".repeat(space)}]`;
  const amount = humanSize(current).padStart(8);
  return current > total ? `${bar} ${amount}` : `${bar} ${amount}/${humanSize(total)}`;
}
