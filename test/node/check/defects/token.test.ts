/** Defects in the claims of the token. */
import { SignJWT } from 'jose';
import { payload } from '../../keys.js';
import { encryptWithAES, good, newID, type Parts, signWithHS256, unsigned } from '../brokenBackend.js';
import { testDefects } from './defect.js';

const now = () => Math.floor(Date.now() / 1000);
const DAY_S = 86_400;

testDefects({
  'signs with HS256': { fails: ['algorithm', 'signature'], parts: { sign: signWithHS256 } },
  'does not sign': { fails: ['token', 'algorithm', 'signature'], parts: { sign: unsigned } },
  'signs with another key': {
    fails: ['signature'],
    parts: {
      sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(payload.privateKey),
    },
  },
  'forgets the subject': { fails: ['subject'], parts: { claims: ({ sub: _sub, ...claims }) => claims } },
  'has a number as subject': {
    fails: ['subject'],
    parts: {
      claims: ({ sub, ...claims }) => ({ ...claims, sub: Number(`0x${sub?.slice(5, 13)}`) as unknown as string }),
    },
  },
  'has an illegal subject': { fails: ['subject'], parts: { findID: oneOf((id) => `id=${id}`) } },
  'has the e-mail address as subject': {
    fails: ['subject-opaque'],
    parts: { findID: oneOf((id) => `${id}@example.com`) },
  },
  'counts its visitors': { fails: ['subject-opaque'], parts: { findID: oneOf((_id, count) => String(1000 + count)) } },
  'has a short name as subject': {
    warns: ['subject-opaque'],
    parts: { findID: oneOf((_id, count) => `cade${count}`) },
  },
  'has another subject each time': {
    fails: ['subject-stable'],
    warns: ['login-subject'],
    parts: { findID: newID },
  },
  'sets no cookie': { fails: ['subject-stable'], warns: ['login-subject'], parts: { anonymousCookie: null } },
  'has one subject for everybody': { fails: ['subject-own'], parts: { findID: () => 'anonymous-visitors' } },
  'never lets tokens expire': { fails: ['expiry'], parts: { claims: ({ exp: _exp, ...claims }) => claims } },
  'counts the expiry in milliseconds': {
    fails: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, exp: Date.now() + 3_600_000 }) },
  },
  'answers expired tokens': {
    fails: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, iat: now() - 20, exp: now() - 10 }) },
  },
  'writes the expiry as text': {
    fails: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, exp: '1 h' as unknown as number }) },
  },
  'lets tokens live for a year': {
    warns: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, exp: now() + 365 * DAY_S }) },
  },
  'lets tokens live for a moment': {
    warns: ['expiry'],
    parts: { claims: (claims) => ({ ...claims, exp: now() + 10 }) },
  },
  'signs in the future': {
    fails: ['issued-at'],
    parts: { claims: (claims) => ({ ...claims, iat: now() + 600 }) },
  },
  'makes tokens for later': {
    fails: ['issued-at'],
    parts: { claims: (claims) => ({ ...claims, nbf: now() + 600 }) },
  },
  'does not say when it signed': {
    warns: ['issued-at'],
    parts: { claims: ({ iat: _iat, ...claims }) => claims },
  },
  'gives out old tokens': {
    warns: ['issued-at'],
    parts: { claims: (claims) => ({ ...claims, iat: now() - 600 }) },
  },
  'has a wrong clock': {
    warns: ['clock'],
    parts: {
      claims: (claims) => ({ ...claims, iat: now() - 7200, exp: now() - 3600 }),
      answer: (response, token) =>
        response
          .set('Date', new Date(Date.now() - 7_200_000).toUTCString())
          .type('text')
          .send(token),
    },
  },
  'leaves the payload readable': { fails: ['user-payload'], parts: { userPayload: (data) => data } },
  'only encodes the payload': {
    fails: ['user-payload'],
    parts: { userPayload: (data) => Buffer.from(JSON.stringify(data)).toString('base64') },
  },
  'writes the payload in hexadecimal': {
    fails: ['user-payload'],
    parts: { userPayload: (data) => Buffer.from(String(good.userPayload(data)), 'base64').toString('hex') },
  },
  'encrypts the payload with AES': { fails: ['user-payload'], parts: { userPayload: encryptWithAES } },
  'encrypts the payload the same each time': {
    warns: ['user-payload'],
    parts: { userPayload: (data) => Buffer.alloc(256, JSON.stringify(data).length).toString('base64') },
  },
  'tells the e-mail address to everybody': {
    warns: ['private-claims'],
    parts: { claims: (claims, session) => (session ? { ...claims, contact: 'cade@example.com' } : claims) },
  },
});

/** IDs of another form than the correct ones. The backend keeps them in the same way. */
function oneOf(form: (id: string, count: number) => string): Parts['findID'] {
  return (cookie, known) => (cookie && known.has(cookie) ? cookie : form(newID(), known.size));
}
