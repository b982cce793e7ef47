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
