/**
 * The forms in which people have keys, and which are none that can be used: what each is, and the
 * command that makes it one.
 */
import { type OtherContent, readKeyContent } from './asn1Key.js';
import { fromBase64 } from './base64.js';
import type { PemBlock } from './pem.js';

export interface KeyForm {
  /** Goes on after "because it is". */
  readonly is: string;
  /** Which half of a pair it holds, if it tells. */
  readonly half?: 'private' | 'public' | undefined;
  /** How to make a usable key of it; left out if nothing can. */
  readonly remedy?: string | undefined;
}

const WITHOUT_PASSPHRASE =
  'take the passphrase off with `openssl pkey -in FILE -out decrypted.pem` and give the text of decrypted.pem';
const FROM_SSH =
  'make PEM of a copy of its file with `ssh-keygen -p -N "" -m PKCS8 -f COPY` and give the text of the copy';
const IN_ONE_LINE = 'write it in one line, as `awk \'{printf "%s\\\\n", $0}\' FILE` prints it, and put that in quotes';
const encryptedKey: KeyForm = { is: 'an encrypted private key', half: 'private', remedy: WITHOUT_PASSPHRASE };
const openSsh: KeyForm = { is: 'an OpenSSH private key', half: 'private', remedy: FROM_SSH };

/** Forms that are not PEM. The order counts: the first that fits is it. */
const TEXT_FORMS: readonly (KeyForm & { readonly fits: (text: string) => boolean })[] = [
  {
    is: 'empty',
    remedy: 'set the environment variable, or fill the file, that it comes from',
    fits: (text) => text === '',
  },
  {
    is: 'the word that JavaScript makes of a variable that is not set',
    remedy: 'set the environment variable that it comes from',
    fits: (text) => /^(undefined|null|NaN|\[object \w+\])$/.test(text),
  },
  {
    is: 'the name of a variable instead of its value',
    remedy: 'check that your tool replaces variables in that place',
    fits: (text) => /^(\$\w+|\$\{[^}]*\}|\{\{[^}]*\}\}|%\w+%|process\.env\.\w+)$/.test(text),
  },
  {
    is: 'a PuTTY private key',
    half: 'private',
    remedy: 'make PEM of it with `puttygen FILE -O private-openssh -o key.pem` and give the text of key.pem',
    fits: (text) => /^PuTTY-User-Key-File-/.test(text),
  },
  {
    is: 'an SSH public key',
    half: 'public',
    remedy: 'make PEM of it with `ssh-keygen -e -m PKCS8 -f FILE` and give what that prints',
    fits: (text) => /^(ssh-\w+|ecdsa-\S+) AAAA|^---- BEGIN SSH2 PUBLIC KEY/.test(text),
  },
  {
    is: 'a JWK, the JSON form of a key',
    remedy:
      'make PEM of it in Node.js, with `createPrivateKey({ key: jwk, format: "jwk" }).export({ type: "pkcs8", format: "pem" })` (public: `createPublicKey`, "spki")',
    fits: (text) => /^\{.*"(kty|keys)"\s*:/s.test(text),
  },
  {
    is: 'XML, as .NET writes keys',
    remedy: 'export the key in .NET with `ExportPkcs8PrivateKeyPem()` (public: `ExportSubjectPublicKeyInfoPem()`)',
    fits: (text) => /^</.test(text),
  },
  {
    is: 'a token (JWT), not a key',
    fits: (text) => /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(text),
  },
  {
    is: 'the base64 of a PEM text',
    remedy: 'decode it first: `base64 --decode` on the command line, `atob(value)` in JavaScript',
    fits: (text) => isBase64(text) && /^-----BEGIN /.test(atob(text.replace(/\s/g, ''))),
  },
  {
    is: 'a key without its BEGIN and END lines, or part of one',
    remedy:
      'give the whole text of the PEM file; if there is none, `base64 --decode | openssl pkey -inform DER` makes one (public: add `-pubin`)',
    fits: (text) => text.length > 100 && isBase64(text),
  },
  {
    is: 'a key in DER, the binary form, read as if it were text',
    remedy:
      'make PEM of its file with `openssl pkey -inform DER -in FILE` (public: add `-pubin`) and give what that prints',
    fits: (text) => /^0[\x82\u201A\uFFFD]/.test(text),
  },
  {
    is: 'the address of a key, not its text',
    remedy: 'download the key when you deploy, and give its text',
    fits: (text) => /^[a-z][a-z+.-]+:\/\/\S+$/i.test(text),
  },
  {
    is: 'the path of a file, not its text',
    remedy: 'read the file: `readFileSync(path, "utf8")`',
    fits: (text) =>
      text.length < 1024 && !/\n/.test(text) && /[\\/]|\.(pem|key|crt|cer|der|p8|p12|pfx|pub|ppk)$/i.test(text),
  },
];

/** Labels of PEM blocks that tell it all. */
const LABELS: Readonly<Record<string, KeyForm>> = {
  'OPENSSH PRIVATE KEY': openSsh,
  'ENCRYPTED PRIVATE KEY': encryptedKey,
  'EC PRIVATE KEY': { is: 'an elliptic curve key, and RS256 needs RSA', half: 'private' },
  'DSA PRIVATE KEY': { is: 'a DSA key, and RS256 needs RSA', half: 'private' },
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

/** @param content of a PEM block; null if it is no whole DER */
export function findContentForm(content: OtherContent | null): KeyForm {
  switch (content) {
    case null:
      return { is: 'damaged, or cut off in the middle', remedy: 'copy the whole text of the file again' };
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
        remedy: 'take the key out with `openssl pkcs12 -in FILE -nocerts -nodes`',
      };
    default:
      return { is: `of another kind (${content}), and RS256 needs plain RSA` };
  }
}

function findBrokenPem(text: string): KeyForm {
  const [hasBegin, hasEnd] = [/BEGIN [A-Z0-9 ]*KEY/.test(text), /END [A-Z0-9 ]*KEY/.test(text)];
  if (hasBegin && hasEnd) {
    return {
      is: 'a PEM text whose BEGIN and END lines were altered',
      remedy: 'copy the file again; both lines are alike and have five hyphens on either side',
    };
  }
  if (hasBegin) return { is: 'cut off: its END line is missing', remedy: IN_ONE_LINE };
  if (hasEnd) return { is: 'cut off: its BEGIN line is missing', remedy: IN_ONE_LINE };
  return { is: 'not a key in any known form' };
}

const keyIn = (command: string) =>
  `take the public key out with \`openssl ${command} -in FILE -noout -pubkey\` and give what that prints`;

function isBase64(text: string): boolean {
  return /^[A-Za-z\d+/\s]+=*$/.test(text) && fromBase64(text.replace(/\s/g, '')) !== null;
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64(text.replace(/\s/g, '')) ?? new Uint8Array();
}
