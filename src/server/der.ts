/**
 * Reads and writes DER, the encoding inside PEM: just enough to tell keys apart, and to wrap a key
 * in the form that Web Crypto imports.
 */

type Bytes = Uint8Array<ArrayBuffer>;

export const tag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
} as const;

export interface Element {
  readonly tag: number;
  readonly content: Bytes;
}

/**
 * @returns null if the bytes are not a row of complete elements, for example if some are missing
 */
export function readElements(bytes: Bytes): readonly Element[] | null {
  const elements: Element[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const [tag = 0, first = 0] = rest;
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    if (rest.length < 2 || lengthBytes > 4) return null;
    const length = lengthBytes === 0 ? first : readUnsigned(rest.subarray(2, 2 + lengthBytes));
    const start = 2 + lengthBytes;
    if (rest.length < start + length) return null;
    elements.push({ tag, content: rest.subarray(start, start + length) });
    rest = rest.subarray(start + length);
  }
  return elements;
}

/** @returns null if the bytes are anything other than one complete sequence */
export function readSequence(bytes: Bytes): readonly Element[] | null {
  const [outer, ...others] = readElements(bytes) ?? [];
  return outer?.tag === tag.sequence && others.length === 0 ? readElements(outer.content) : null;
}

export function writeElement(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const length = contents.reduce((sum, { length }) => sum + length, 0);
  return concatenate([Uint8Array.of(tag, ...writeLength(length)), ...contents]);
}

export function concatenate(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

function readUnsigned(bytes: Bytes): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

function writeLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 + bytes.length, ...bytes];
}
