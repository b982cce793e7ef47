export interface Parts {
  /** Of 53 bits, unless the number is below the normal ones. */
  readonly mantissa: bigint;
  /** The number is `mantissa` times two to this. */
  readonly exponent: number;
}

/** What a number that is not negative is made of. */
export function partsOf(number: number): Parts {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  const bits = view.getBigUint64(0);
  const fraction = bits & ((1n << 52n) - 1n);
  const biased = Number((bits >> 52n) & 0x7ffn);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

const signed = (exponent: number): string => `${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;

/** As Go's `%b` writes a number that is not negative: `4503599627370496p-52`. */
export function binaryExponent(number: number): string {
  const { mantissa, exponent } = partsOf(number);
  return `${mantissa}p${signed(exponent)}`;
}

/** As Go's `%x` writes a number that is not negative: `0x1.8p+01`; halves go to the even digit. */
export function hexadecimal(number: number, precision: number | undefined): string {
  if (number === 0) return `0x0${precision ? `.${"0".repeat(precision)}` : ""}p+00`;
  const { mantissa, exponent } = partsOf(number);
  const bits = mantissa.toString(2).length;
  // One bit before the point, 52 behind it.
  let fraction = mantissa << BigInt(53 - bits);
  let power = exponent + bits - 1;
  if (precision !== undefined && precision < 13) {
    const dropped = BigInt(52 - 4 * precision);
    const half = 1n << (dropped - 1n);
    const rest = fraction & ((1n << dropped) - 1n);
    fraction >>= dropped;
    if (rest > half || (rest === half && (fraction & 1n) === 1n)) fraction += 1n;
    fraction <<= dropped;
    if (fraction >> 53n === 1n) {
      fraction >>= 1n;
      power += 1;
    }
  }
  const all = (fraction & ((1n << 52n) - 1n)).toString(16).padStart(13, "0");
  const digits = precision === undefined ? all.replace(/0+$/, "") : all.padEnd(precision, "0").slice(0, precision);
  const shown = signed(power).replace(/^(.)(\d)$/, "$10$2");
  return `0x1${digits === "" ? "" : `.${digits}`}p${shown}`;
}
