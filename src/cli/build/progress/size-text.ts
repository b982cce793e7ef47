const units = ["B", "kB", "MB", "GB", "TB"];

/** `99B`, `1.20kB`: decimal units, as tonistiigi/units prints bytes with two places. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(2)}${units[unit] ?? ""}`;
}

/** How much of a part is done: `1.20kB / 3.00MB`; empty where nothing is. */
export function amountText({ current, total }: { readonly current: number; readonly total: number }): string {
  if (total > 0) return `${sizeText(current)} / ${sizeText(total)}`;
  return current > 0 ? sizeText(current) : "";
}
