/**
 * Reads the content of DER bytes: the kind of key, its structure, and the parts of an RSA key.
 */
import { type Element, readElements, readSequence, tag, writeElement } from './der.js';

type Bytes = Uint8Array<ArrayBuffer>;

export interface RsaKey {
  readonly half: 'private' | 'public';
  /** In the form that Web Crypto imports: PKCS#8 or SPKI. */
  readonly der: Bytes;
  readonly modulus: Bytes;
}

/** Content that is complete, but not an RSA key. */
export type OtherContent = 'encrypted' | 'certificate' | 'certificate request' | 'PKCS#12' | `${string} key`;

const RSA = '2a864886f70d010101';
/** Object identifiers in hexadecimal, as keys contain them. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  '2a864886f70d01010a': 'RSA-PSS',
  '2a864886f70d010107': 'RSA-OAEP',
  '2a8648ce3d0201': 'elliptic curve',
  '2b6570': 'Ed25519',
  '2b6571': 'Ed448',
  '2b656e': 'X25519',
  '2b656f': 'X448',
  '2a8648ce380401': 'DSA',
};

const RSA_ALGORITHM = writeElement(
  tag.sequence,
  writeElement(tag.objectIdentifier, Uint8Array.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01])),
  Uint8Array.of(0x05, 0x00),
);
/** The version, and the eight numbers of a private key. */
const RSA_PARTS = 9;
const DSA_PARTS = 6;
const VERSION_0 = writeElement(tag.integer, Uint8Array.of(0));

/** @returns null if the bytes are damaged or incomplete, or have nothing to do with keys */
export function readKeyContent(der: Bytes): RsaKey | OtherContent | null {
  const parts = readSequence(der);
  if (!parts) return null;
  switch (parts.slice(0, 3).map(shapeOf).join(' ')) {
    case 'integer integer integer':
      return readPkcs1Private(der, parts);
    case 'integer integer':
      return readPkcs1Public(der, parts);
    case 'integer sequence octetString':
      return readPkcs8(parts);
    case 'sequence bitString':
      return readSpki(der, parts);
    case 'sequence octetString':
      return 'encrypted';
    case 'sequence sequence bitString':
      return isRequest(parts) ? 'certificate request' : 'certificate';
    case 'integer octetString other':
      return 'elliptic curve key';
    case 'integer sequence sequence':
      return 'PKCS#12';
    default:
      return null;
  }
}

export function bitsOf({ modulus }: RsaKey): number {
  const start = modulus.findIndex((byte) => byte !== 0);
  return (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
}

/** Whether the two keys are halves of one pair, or the same half. */
export function isSamePair(one: RsaKey, other: RsaKey): boolean {
  return (
    one.modulus.length === other.modulus.length && one.modulus.every((byte, index) => byte === other.modulus[index])
  );
}

function readPkcs1Private(der: Bytes, parts: readonly Element[]): RsaKey | OtherContent | null {
  const [, modulus] = parts;
  if (parts.length === DSA_PARTS) return 'DSA key';
  if (!modulus || parts.length < RSA_PARTS) return null;
  const wrapped = writeElement(tag.sequence, VERSION_0, RSA_ALGORITHM, writeElement(tag.octetString, der));
  return { half: 'private', der: wrapped, modulus: modulus.content };
}

function readPkcs1Public(der: Bytes, [modulus]: readonly Element[]): RsaKey | null {
  if (!modulus) return null;
  const wrapped = writeElement(tag.sequence, RSA_ALGORITHM, writeElement(tag.bitString, Uint8Array.of(0), der));
  return { half: 'public', der: wrapped, modulus: modulus.content };
}

/**
 * Builds the structure again around the RSA part, without the attributes that some tools add and
 * some runtimes refuse.
 */
function readPkcs8([, algorithm, key]: readonly Element[]): RsaKey | OtherContent | null {
  if (!algorithm || !key) return null;
  const inner = readSequence(key.content);
  return readAlgorithm(algorithm) ?? (inner && readPkcs1Private(key.content, inner));
}

function readSpki(der: Bytes, [algorithm, key]: readonly Element[]): RsaKey | OtherContent | null {
  if (!algorithm || !key) return null;
  const other = readAlgorithm(algorithm);
  if (other) return other;
  const inner = readSequence(key.content.subarray(1));
  const rsa = inner && readPkcs1Public(der, inner);
  return rsa && { ...rsa, der };
}

/** @returns null if the algorithm is RSA */
function readAlgorithm({ content }: Element): OtherContent | null {
  const [identifier] = readElements(content) ?? [];
  const name = [...(identifier?.content ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return name === RSA ? null : `${ALGORITHMS[name] ?? 'unknown'} key`;
}

/** A request has a version, a name, a key and attributes; a certificate has more parts. */
function isRequest([body]: readonly Element[]): boolean {
  const parts = body && readElements(body.content);
  return parts?.[0]?.tag === tag.integer && parts.length <= 4;
}

function shapeOf({ tag: found }: Element): string {
  return Object.entries(tag).find(([, value]) => value === found)?.[0] ?? 'other';
}
