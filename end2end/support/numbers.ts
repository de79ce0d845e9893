// Numbers as the pages write them: narrow spaces between thousands, a real minus sign.

/** Reads the first number of a text. */
export function numberIn(text: string): number {
  const plain = text.replaceAll("\u202f", "").replaceAll("−", "-");
  const found = plain.match(/[-+]?\d+(?:\.\d+)?/);
  if (!found) {
    throw new Error(`no number in “${text}”`);
  }
  return Number(found[0]);
}

/** Rounds to a whole number, halves to the even one. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = Math.round((value - below) * 100) / 100;
  if (rest === 0.5) {
    return below % 2 === 0 ? below : below + 1;
  }
  return Math.round(value);
}

/** Hundredths without the noise of binary fractions. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
