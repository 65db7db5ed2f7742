/**
 * The keys of the issuer. It diagnoses the text of each key at once, and imports the key into Web
 * Crypto at the first use.
 */
import { isSamePair, type RsaKey } from './asn1Key.js';
import {
  explainKeyFault,
  isKeyFault,
  type KeyFault,
  type KeyRole,
  MIN_KEY_BITS,
  payloadKeyRole,
  readKey,
  signingKeyRole,
} from './keyDiagnosis.js';
import type { Key, TokenIssuerOptions } from './tokenIssuerOptions.js';

/** An RSA key that is not imported yet, or the site's own CryptoKey. */
export type ReadyKey = RsaKey | CryptoKey;

export interface SigningKey {
  readonly key: ReadyKey;
  readonly startsAtSeconds: number;
}

export interface IssuerKeys {
  /** Sorted by start. */
  readonly signing: readonly SigningKey[];
  readonly payload: ReadyKey | null;
}

const SIGNING = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
/** IBM's service reads only SHA-1. */
const PAYLOAD = { name: 'RSA-OAEP', hash: 'SHA-1' };

const OWN_KEY: KeyFault = {
  because: 'its content is the public half of your own `signingKey`, with which IBM cannot decrypt',
  remedy: payloadKeyRole.source,
};

/** @throws TypeError that names the option and its fault, and never repeats a byte of the key */
export function readIssuerKeys({
  signingKey,
  payloadKey,
}: Pick<TokenIssuerOptions, 'signingKey' | 'payloadKey'>): IssuerKeys {
  const signing = Array.isArray(signingKey)
    ? readRotation(signingKey)
    : [{ key: readOneKey('`signingKey`', signingKey, signingKeyRole), startsAtSeconds: Number.NEGATIVE_INFINITY }];
  const payload = payloadKey === undefined ? null : readOneKey('`payloadKey`', payloadKey, payloadKeyRole);
  const isOwn = signing.some(({ key }) => payload && isText(key) && isText(payload) && isSamePair(key, payload));
  if (isOwn) throw new TypeError(explainKeyFault('`payloadKey`', OWN_KEY));
  return { signing, payload };
}

export async function importSigningKey(key: ReadyKey): Promise<CryptoKey> {
  return isText(key) ? crypto.subtle.importKey('pkcs8', key.der, SIGNING, false, ['sign']) : key;
}

export async function importPayloadKey(key: ReadyKey): Promise<CryptoKey> {
  return isText(key) ? crypto.subtle.importKey('spki', key.der, PAYLOAD, false, ['encrypt']) : key;
}

/** The key that signs at this time, and when the next key replaces it. */
export function chooseSigningKey(keys: readonly SigningKey[], atSeconds: number) {
  const index = Math.max(0, keys.filter(({ startsAtSeconds }) => startsAtSeconds <= atSeconds).length - 1);
  return { index, endsAtSeconds: keys[index + 1]?.startsAtSeconds ?? Number.POSITIVE_INFINITY };
}

function readRotation(keys: readonly { key: Key; startsAt: Date }[]): readonly SigningKey[] {
  const read = keys.map(({ key, startsAt }, index) => {
    const startsAtSeconds = startsAt instanceof Date ? Math.floor(startsAt.getTime() / 1000) : Number.NaN;
    if (Number.isNaN(startsAtSeconds)) {
      throw new TypeError(
        `Could not use \`signingKey[${index}].startsAt\` because its value is not a valid Date; set it to the time from which the key signs.`,
      );
    }
    return { key: readOneKey(`\`signingKey[${index}].key\``, key, signingKeyRole), startsAtSeconds };
  });
  const inOrder = read.sort((one, other) => one.startsAtSeconds - other.startsAtSeconds);
  if (inOrder[0] && inOrder[0].startsAtSeconds <= Date.now() / 1000) return inOrder;
  throw new TypeError(
    'Could not use `signingKey` because none of its keys has started yet; set `startsAt` of the current key to a time in the past.',
  );
}

function readOneKey(option: string, value: unknown, role: KeyRole): ReadyKey {
  const result = typeof value === 'string' ? readKey(value, role) : readObject(value, role);
  if (isKeyFault(result)) throw new TypeError(explainKeyFault(option, result));
  return result;
}

function readObject(value: unknown, role: KeyRole): CryptoKey | KeyFault {
  const remedy = role.source;
  if (value === undefined || value === null) {
    return {
      because: `its value is ${value}`,
      remedy: 'set the environment variable that holds the key, or check the name of the variable',
    };
  }
  if (typeof value !== 'object') return { because: `its value is a ${typeof value}`, remedy };
  if (ArrayBuffer.isView(value)) {
    return { because: 'its value is bytes', remedy: 'use text, for example `readFileSync(path, "utf8")`' };
  }
  if ('asymmetricKeyType' in value || 'symmetricKeySize' in value) {
    const type = role.half === 'private' ? 'pkcs8' : 'spki';
    return {
      because: 'its value is a KeyObject of Node.js',
      remedy: `use \`key.export({ type: "${type}", format: "pem" })\``,
    };
  }
  if ('kty' in value) return readKey(JSON.stringify(value), role) as KeyFault;
  if (!('algorithm' in value && 'type' in value))
    return { because: 'its value is neither text nor a CryptoKey', remedy };
  return judgeCryptoKey(value as CryptoKey, role);
}

function judgeCryptoKey(key: CryptoKey, role: KeyRole): CryptoKey | KeyFault {
  const [wanted, use] = role.half === 'private' ? ([SIGNING, 'sign'] as const) : ([PAYLOAD, 'encrypt'] as const);
  const { name, hash, modulusLength } = key.algorithm as Partial<RsaHashedKeyAlgorithm>;
  const fits = key.type === role.half && name === wanted.name && hash?.name === wanted.hash && key.usages.includes(use);
  if (!fits) {
    return {
      because: 'its value is a CryptoKey for another purpose',
      remedy: `import the ${role.half} key with \`{ name: "${wanted.name}", hash: "${wanted.hash}" }\` and the usage "${use}"`,
    };
  }
  if ((modulusLength ?? 0) >= MIN_KEY_BITS) return key;
  return {
    because: `its value is a key of ${modulusLength} bits, but at least ${MIN_KEY_BITS} are needed`,
    remedy: role.source,
  };
}

function isText(key: ReadyKey): key is RsaKey {
  return 'der' in key;
}
