/**
 * The formats of private keys. A backend cannot sign with some of them. The keys are made for the
 * tests, so they are nobody's secret.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { signing } from '../keys.js';
import { privatePem, publicPem } from './issuer.js';

export const pem = privatePem(signing.privateKey);
const publicHalf = publicPem(signing.publicKey);
const lines = pem.trim().split('\n');
const half = Math.floor(lines.length / 2);
const body = lines.slice(1, -1);
const encrypted = (type: 'pkcs8' | 'pkcs1') =>
  signing.privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'passphrase' }).toString();
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const der = signing.privateKey.export({ type: 'pkcs8', format: 'der' });
const jwk = (key: KeyObject) => key.export({ format: 'jwk' });
const fence = (label: string, text: string) => `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`;
const random = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAABFwAAAAdzc2gtcn';

const certificateBody = `MIIBbzCCARWgAwIBAgIUM2qtUfcBBRnOMn09PgUH7X5nFNkwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBdDAgFw0yNjExMjgwMDM3MjZaGA8yMTA5MDExNzAwMzcyNlow
DDEKMAgGA1UEAwwBdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABD1eaRVHpOqA
omFIm/rVKubl3AlcpVbBW7rPgYirCu0LCa8JBYx33LPghitM5Jj79h0jPmNkvTnZ
HqmBps33nq2jUzBRMB0GA1UdDgQWBBRRUlXIR3oAb4iDLPoQ9jVzm+jpqTAfBgNV
HSMEGDAWgBRRUlXIR3oAb4iDLPoQ9jVzm+jpqTAPBgNVHRMBAf8EBTADAQH/MAoG
CCqGSM49BAMCA0gAMEUCIDauczJYwBy5PEnIsSHto/uq6eykJ720DkMIWYtIbgdN
AiEA4eedShx2cXegP/l9IBVix6SqEiUM18e+V4HnAxMNlcg=`;
export const certificate = fence('CERTIFICATE', certificateBody);
const request = fence(
  'CERTIFICATE REQUEST',
  `MIHFMG4CAQAwDDEKMAgGA1UEAwwBdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BD1eaRVHpOqAomFIm/rVKubl3AlcpVbBW7rPgYirCu0LCa8JBYx33LPghitM5Jj7
9h0jPmNkvTnZHqmBps33nq2gADAKBggqhkjOPQQDAgNHADBEAiAENVt+1obPEJdR
sdnMTrra37+RcLMZTXpKk0/PuWiYRQIgdyviJTYsbeeyyoZeIr1Zd9GZvkjLlIDJ
IIMLD7RwIl4=`,
);

/** The wrong keys: a description, the value, and the text that the refusal must contain. */
export const wrongPrivateKeys: readonly [form: string, value: unknown, because: string, remedy: string][] = [
  ['nothing', undefined, 'undefined', 'environment variable'],
  ['null', null, 'null', 'environment variable'],
  ['empty text', ' \n', 'empty', 'environment variable'],
  ['the word undefined', 'undefined', 'not set', 'environment variable'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what some tools leave in place.
  ['a placeholder', '${SIGNING_KEY}', 'the name of a variable', 'replaces variables'],
  ['a number', 42, 'a number', 'npx secure-web-chat keys'],
  ['a path', '/run/secrets/signing-private.pem', 'the path of a file', 'readFileSync'],
  ['a path of Windows', 'C:\\new\\run\\signing.pem', 'the path of a file', 'readFileSync'],
  ['a file name', 'signing.pem', 'the path of a file', 'readFileSync'],
  ['an address', 'https://vault.example/keys/signing', 'the address of a key', 'download'],
  ['the base64 of the PEM', Buffer.from(pem).toString('base64'), 'base64 of a PEM', 'base64 --decode'],
  ['its base64 lines only', body.join('\n'), 'without its BEGIN and END lines', 'whole text'],
  ['one line of it', String(body[3]) + String(body[4]), 'without its BEGIN and END lines', 'whole text'],
  ['its first line', lines[0], 'its END line is missing', 'in one line'],
  ['its first half', lines.slice(0, half).join('\n'), 'its END line is missing', 'in one line'],
  ['its second half', lines.slice(half).join('\n'), 'its BEGIN line is missing', 'in one line'],
  ['a PEM with lines missing', [...lines.slice(0, half), lines.at(-1)].join('\n'), 'damaged', 'again'],
  ['a PEM with a letter missing', pem.replace(String(body[2]), String(body[2]).slice(1)), 'damaged', 'again'],
  ['a PEM with typographic hyphens', pem.replaceAll('-----', '—–'), 'BEGIN and END lines were altered', 'five'],
  ['DER, read as text', der.toString('latin1'), 'DER', 'openssl pkey -inform DER'],
  ['DER, read as UTF-8', der.toString('utf8'), 'DER', 'openssl pkey -inform DER'],
  ['DER, as bytes', der, 'bytes', 'readFileSync'],
  ['a KeyObject', signing.privateKey, 'KeyObject', 'key.export({ type: "pkcs8", format: "pem" })'],
  ['a JWK', jwk(signing.privateKey), 'a JWK', 'createPrivateKey'],
  ['a JWK as text', JSON.stringify(jwk(signing.privateKey)), 'a JWK', 'createPrivateKey'],
  ['a JWK set', JSON.stringify({ keys: [jwk(signing.privateKey)] }), 'a JWK', 'createPrivateKey'],
  ['XML', `<RSAKeyValue><D>${random}</D></RSAKeyValue>`, 'XML', 'ExportPkcs8PrivateKeyPem()'],
  ['an OpenSSH key', fence('OPENSSH PRIVATE KEY', random), 'an OpenSSH private key', 'ssh-keygen -p'],
  ['a PuTTY key', `PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\n${random}`, 'a PuTTY private key', 'puttygen'],
  ['an encrypted PKCS#8', encrypted('pkcs8'), 'an encrypted private key', 'openssl pkey -in FILE'],
  ['an encrypted PKCS#1', encrypted('pkcs1'), 'an encrypted private key', 'openssl pkey -in FILE'],
  ['a PGP key', fence('PGP PRIVATE KEY BLOCK', random), 'a PGP key', 'npx secure-web-chat keys'],
  [
    'an elliptic curve key',
    ec.export({ type: 'sec1', format: 'pem' }),
    'an elliptic curve key',
    'npx secure-web-chat keys',
  ],
  ['an elliptic curve key in PKCS#8', privatePem(ec), 'elliptic curve key', 'npx secure-web-chat keys'],
  ['an Ed25519 key', privatePem(generateKeyPairSync('ed25519').privateKey), 'Ed25519 key', 'npx secure-web-chat keys'],
  [
    'an RSA-PSS key',
    privatePem(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey),
    'RSA-PSS key',
    'npx secure-web-chat keys',
  ],
  [
    'a DSA key',
    privatePem(generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey),
    'DSA key',
    'npx secure-web-chat keys',
  ],
  [
    'a key of 1024 bits',
    privatePem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey),
    '1024 bits',
    'npx secure-web-chat keys',
  ],
  ['the public half', publicHalf, 'the public half', 'the private half'],
  ['the public half in PKCS#1', publicPem(signing.publicKey, 'pkcs1'), 'the public half', 'the private half'],
  ['an SSH public key', `ssh-rsa AAAAB3NzaC1yc2E${random} cade@host`, 'an SSH public key', 'the private half'],
  ['a certificate', certificate, 'a certificate, not the private half', 'the private half'],
  ['a certificate without its lines', certificateBody, 'a certificate, not the private half', 'the private half'],
  ['a certificate request', request, 'a certificate request, not the private half', 'the private half'],
  ['a token', `eyJhbGciOiJSUzI1NiJ9.${random}.${random}`, 'a token (JWT)', 'npx secure-web-chat keys'],
  ['a password', 'correct horse battery staple', 'not a key in any known form', 'npx secure-web-chat keys'],
];
