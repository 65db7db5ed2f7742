/**
 * The forms in which people have keys that Web Crypto cannot import. Each entry names the form, and
 * the command that makes a usable key of it.
 */
import { type OtherContent, readKeyContent } from './asn1Key.js';
import { fromBase64 } from './base64.js';
import type { PemBlock } from './pem.js';

export interface KeyForm {
  /** Completes the sentence "The content is …". */
  readonly is: string;
  /** Which half of a pair the form holds, if the form tells. */
  readonly half?: 'private' | 'public' | undefined;
  /** How to make a usable key of it; absent if nothing can. */
  readonly remedy?: string | undefined;
}

const WITHOUT_PASSPHRASE =
  'remove the passphrase with `openssl pkey -in FILE -out decrypted.pem` and use the text of decrypted.pem';
const FROM_SSH =
  'convert a copy of the file to PEM with `ssh-keygen -p -N "" -m PKCS8 -f COPY` and use the text of the copy';
const IN_ONE_LINE =
  'write the key in one line, as `awk \'{printf "%s\\\\n", $0}\' FILE` prints it, and put that line in quotes';
const encryptedKey: KeyForm = { is: 'an encrypted private key', half: 'private', remedy: WITHOUT_PASSPHRASE };
const openSsh: KeyForm = { is: 'an OpenSSH private key', half: 'private', remedy: FROM_SSH };

/** Forms that are not PEM. The order counts, because the first form that fits is the result. */
const TEXT_FORMS: readonly (KeyForm & { readonly fits: (text: string) => boolean })[] = [
  {
    is: 'empty',
    remedy: 'set the environment variable, or fill the file, that holds the key',
    fits: (text) => text === '',
  },
  {
    is: 'the word that JavaScript writes for a variable that is not set',
    remedy: 'set the environment variable that holds the key',
    fits: (text) => /^(undefined|null|NaN|\[object \w+\])$/.test(text),
  },
  {
    is: 'the name of a variable instead of its value',
    remedy: 'check that your tool replaces variables there',
    fits: (text) => /^(\$\w+|\$\{[^}]*\}|\{\{[^}]*\}\}|%\w+%|process\.env\.\w+)$/.test(text),
  },
  {
    is: 'a PuTTY private key',
    half: 'private',
    remedy: 'convert the key to PEM with `puttygen FILE -O private-openssh -o key.pem` and use the text of key.pem',
    fits: (text) => /^PuTTY-User-Key-File-/.test(text),
  },
  {
    is: 'an SSH public key',
    half: 'public',
    remedy: 'convert the key to PEM with `ssh-keygen -e -m PKCS8 -f FILE` and use the output',
    fits: (text) => /^(ssh-\w+|ecdsa-\S+) AAAA|^---- BEGIN SSH2 PUBLIC KEY/.test(text),
  },
  {
    is: 'a JWK, the JSON form of a key',
    remedy:
      'convert the key to PEM in Node.js with `createPrivateKey({ key: jwk, format: "jwk" }).export({ type: "pkcs8", format: "pem" })` (public key: `createPublicKey`, "spki")',
    fits: (text) => /^\{.*"(kty|keys)"\s*:/s.test(text),
  },
  {
    is: 'XML, the form in which .NET writes keys',
    remedy: 'export the key in .NET with `ExportPkcs8PrivateKeyPem()` (public key: `ExportSubjectPublicKeyInfoPem()`)',
    fits: (text) => /^</.test(text),
  },
  {
    is: 'a token (JWT), not a key',
    fits: (text) => /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(text),
  },
  {
    is: 'the base64 of a PEM text',
    remedy: 'decode the text first, with `base64 --decode` on the command line or `atob(value)` in JavaScript',
    fits: (text) => isBase64(text) && /^-----BEGIN /.test(atob(text.replace(/\s/g, ''))),
  },
  {
    is: 'a key, or a part of a key, without its BEGIN and END lines',
    remedy:
      'use the whole text of the PEM file; if you have no PEM file, make one with `base64 --decode | openssl pkey -inform DER` (public key: add `-pubin`)',
    fits: (text) => text.length > 100 && isBase64(text),
  },
  {
    is: 'a key in the binary form DER, read as text',
    remedy:
      'convert the file to PEM with `openssl pkey -inform DER -in FILE` (public key: add `-pubin`) and use the output',
    fits: (text) => /^0[\x82\u201A\uFFFD]/.test(text),
  },
  {
    is: 'the address of a key, not the text of the key',
    remedy: 'download the key when you deploy, and use the text of the key',
    fits: (text) => /^[a-z][a-z+.-]+:\/\/\S+$/i.test(text),
  },
  {
    is: 'the path of a file, not the text of the file',
    remedy: 'read the file: `readFileSync(path, "utf8")`',
    fits: (text) =>
      text.length < 1024 && !/\n/.test(text) && /[\\/]|\.(pem|key|crt|cer|der|p8|p12|pfx|pub|ppk)$/i.test(text),
  },
];

/** The label of a PEM block is enough to recognize these forms. */
const LABELS: Readonly<Record<string, KeyForm>> = {
  'OPENSSH PRIVATE KEY': openSsh,
  'ENCRYPTED PRIVATE KEY': encryptedKey,
  'EC PRIVATE KEY': { is: 'an elliptic curve key, but RS256 needs an RSA key', half: 'private' },
  'DSA PRIVATE KEY': { is: 'a DSA key, but RS256 needs an RSA key', half: 'private' },
  'PGP PRIVATE KEY BLOCK': { is: 'a PGP key', half: 'private' },
  'PGP PUBLIC KEY BLOCK': { is: 'a PGP key', half: 'public' },
};

/** @param text without quotes and spaces around it, but with its backslashes */
export function findTextForm(text: string): KeyForm {
  const content = isBase64(text) ? readKeyContent(decode(text)) : null;
  if (typeof content === 'string') return findContentForm(content);
  return TEXT_FORMS.find(({ fits }) => fits(text)) ?? findBrokenPem(text);
}

export function findLabelForm({ label, body }: PemBlock): KeyForm | undefined {
  return /^\s*Proc-Type: 4,ENCRYPTED/.test(body) ? encryptedKey : LABELS[label];
}

/** @param content of a PEM block; null if the block is not complete DER */
export function findContentForm(content: OtherContent | null): KeyForm {
  switch (content) {
    case null:
      return { is: 'damaged or incomplete', remedy: 'copy the whole text of the file again' };
    case 'encrypted':
      return encryptedKey;
    case 'certificate':
      return { is: 'a certificate', half: 'public', remedy: keyIn('x509') };
    case 'certificate request':
      return { is: 'a certificate request', half: 'public', remedy: keyIn('req') };
    case 'PKCS#12':
      return {
        is: 'a PKCS#12 file',
        half: 'private',
        remedy: 'extract the key with `openssl pkcs12 -in FILE -nocerts -nodes`',
      };
    default:
      return { is: `a key of another kind (${content}), but RS256 needs a plain RSA key` };
  }
}

function findBrokenPem(text: string): KeyForm {
  const [hasBegin, hasEnd] = [/BEGIN [A-Z0-9 ]*KEY/.test(text), /END [A-Z0-9 ]*KEY/.test(text)];
  if (hasBegin && hasEnd) {
    return {
      is: 'a PEM text whose BEGIN and END lines were altered',
      remedy: 'copy the file again; both lines have five hyphens at each end',
    };
  }
  if (hasBegin) return { is: 'cut off, so that its END line is missing', remedy: IN_ONE_LINE };
  if (hasEnd) return { is: 'cut off, so that its BEGIN line is missing', remedy: IN_ONE_LINE };
  return { is: 'not a key in any known form' };
}

const keyIn = (command: string) =>
  `extract the public key with \`openssl ${command} -in FILE -noout -pubkey\` and use the output`;

function isBase64(text: string): boolean {
  return /^[A-Za-z\d+/\s]+=*$/.test(text) && fromBase64(text.replace(/\s/g, '')) !== null;
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64(text.replace(/\s/g, '')) ?? new Uint8Array();
}
