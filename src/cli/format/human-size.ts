const decimalUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"] as const;
const binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"] as const;

/** Bytes in powers of 1000 with three significant digits: `1.45MB`. */
export function humanSize(bytes: number, digits = 3): string {
  return scaled(bytes, { base: 1000, units: decimalUnits, digits });
}

/** Bytes in powers of 1024 with four significant digits: `1.952GiB`. */
export function binarySize(bytes: number): string {
  return scaled(bytes, { base: 1024, units: binaryUnits, digits: 4 });
}

interface Scale {
  readonly base: number;
  readonly units: readonly string[];
  readonly digits: number;
}

function scaled(bytes: number, { base, units, digits }: Scale): string {
  let value = bytes;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return significant(value, digits) + units[unit];
}

/** `%.Ng` of C and Go. */
function significant(value: number, digits: number): string {
  if (value === 0) return "0";
  const exponent = Number(value.toExponential(digits - 1).split("e")[1]);
  if (exponent < -4 || exponent >= digits) {
    const [mantissa = "", power = ""] = value.toExponential(digits - 1).split("e");
    const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
    const size = Math.abs(Number(power));
    return `${short}e${Number(power) < 0 ? "-" : "+"}${String(size).padStart(2, "0")}`;
  }
  const fixed = value.toFixed(Math.max(0, digits - 1 - exponent));
  return fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
}
