/** Checks of the claims of the token, and of its signature. */
import { compactVerify } from 'jose';
import { describeStatus, isRateLimited } from '../answer.js';
import { type CheckGroup, fail, pass, skip, type Verdict, warn, withToken } from '../check.js';
import { refusalOfPart } from '../identityToken.js';
import { judgeUserPayload } from '../userPayload.js';
import type { Visit } from '../visit.js';

const DAY_S = 86_400;
const MIN_LIFE_S = 30;
/** The largest difference between two clocks that is no reason for a warning. */
const TOLERANCE_S = 60;
const EMAIL = /[^\s@]+@[^\s@]+\.[^\s@]+/;
const PERSONAL = /^(e-?mail|phone(_?number)?|(user_?|given_?|family_?|preferred_?user)?name|address|birth_?date)$/i;

const withSubject = (look: (sub: string, visit: Visit) => Verdict) =>
  withToken(({ claims: { sub } }, visit) => (typeof sub === 'string' ? look(sub, visit) : skip('"sub" is not text')));

export const tokenChecks: CheckGroup = {
  title: 'Token',
  checks: [
    {
      id: 'algorithm',
      title: 'The token is signed with RS256',
      remedy: 'Sign with RS256 and an RSA key. The assistant accepts no other algorithm.',
      run: withToken(({ header }) =>
        refusalOfPart({ header }) ? fail('the header "alg" is not RS256') : pass('the header "alg" is RS256'),
      ),
    },
    {
      id: 'signature',
      title: 'The signature fits the public key',
      remedy: 'Sign with the private half of the pair whose public half is in the Security tab of the assistant.',
      run: withToken(async ({ text }, { settings: { publicKey } }) => {
        if (!publicKey) return skip('the option --public-key is missing');
        try {
          await compactVerify(text, publicKey, { algorithms: ['RS256'] });
          return pass('the public key verifies the signature');
        } catch {
          return fail('the token was signed with another key, or altered');
        }
      }),
    },
    {
      id: 'subject',
      title: 'The token names its subject',
      remedy:
        'Set "sub" to the anonymous ID: visible ASCII without ";" and "=". Web chat sends "sub" to IBM in a header.',
      run: withToken(({ claims: { sub } }) => {
        const refusal = refusalOfPart({ claims: { sub } });
        if (sub === undefined) return fail('there is no claim "sub"');
        return refusal ? fail(refusal) : pass(`"sub" has ${String(sub).length} characters`);
      }),
    },
    {
      id: 'subject-opaque',
      title: 'The subject says nothing about the person',
      remedy: 'Use a random ID such as a UUID. Put the name of the person into user_payload.',
      run: withSubject(judgeOpacity),
    },
    {
      id: 'subject-stable',
      title: 'A visitor keeps the subject',
      remedy: 'Keep the anonymous ID in a cookie, and sign the same "sub" while the browser sends that cookie.',
      run: withSubject((sub, { second }) => {
        if (isRateLimited(second)) return skip('the endpoint answered 429');
        if (!second.token) return fail(`the second request gets no token: ${describeStatus(second)}`);
        const isSame = second.token.claims['sub'] === sub;
        return isSame ? pass('the second token has the same "sub"') : fail('the second token has another "sub"');
      }),
    },
    {
      id: 'subject-own',
      title: 'Every visitor has a different subject',
      remedy: 'Give a new ID to each visitor without a cookie. Visitors with the same "sub" share one conversation.',
      run: withSubject((sub, { other, isForMembers }) => {
        if (isForMembers) return skip('only logged-in visitors get a token, and the checker has only one login');
        if (!other.token) return skip('the other visitor got no token');
        return other.token.claims['sub'] === sub
          ? fail('another visitor has the same "sub"')
          : pass('another visitor has a different "sub"');
      }),
    },
    {
      id: 'expiry',
      title: 'The token expires, but not too soon',
      remedy: 'Set "exp", in seconds since 1970, to about one hour from now.',
      run: withToken(({ claims }, { first }) => {
        const { exp, iat } = claims;
        if (exp === undefined) return fail('there is no claim "exp", so a leaked token never expires');
        const refusal = refusalOfPart({ claims: { exp, iat } }, first.sentAt);
        if (refusal) return fail(refusal);
        const life = Number(exp) - (first.sentAt ?? first.receivedAt) / 1000;
        if (life < MIN_LIFE_S)
          return warn(`the token lives ${Math.round(life)} s, so web chat asks for tokens all the time`);
        return life > DAY_S + TOLERANCE_S
          ? warn(`the token lives ${Math.round(life / DAY_S)} days`)
          : pass(`the token expires in ${Math.round(life)} s`);
      }),
    },
    {
      id: 'issued-at',
      title: 'The token says when it was signed',
      remedy: 'Set "iat" to the time of signing, in seconds since 1970, by a correct clock. Do not set "nbf".',
      run: withToken(({ claims: { iat, nbf } }, { first }) => {
        const now = (first.sentAt ?? first.receivedAt) / 1000;
        if (typeof nbf === 'number' && nbf > now)
          return fail('"nbf" is in the future, and the assistant refuses the token until then');
        if (iat === undefined) return warn('there is no claim "iat"');
        if (typeof iat !== 'number') return fail('"iat" is not a number');
        if (iat > now + TOLERANCE_S) return fail(`"iat" is ${iat > 1e11 ? 'in milliseconds' : 'in the future'}`);
        return iat < now - TOLERANCE_S
          ? warn(`the token was signed ${Math.round(now - iat)} s before the backend sent it`)
          : pass('the token was signed just now');
      }),
    },
    {
      id: 'clock',
      title: 'The clock of the backend is right',
      remedy: 'Set the clock with NTP. The assistant compares "exp" with its own clock.',
      run: withToken((_token, { first }) => {
        if (first.sentAt === null) return skip('the answer has no Date header');
        const offS = Math.round((first.sentAt - first.receivedAt) / 1000);
        return Math.abs(offS) > TOLERANCE_S
          ? warn(`the Date header differs by ${offS} s from the clock of this machine`)
          : pass('the Date header agrees with the clock of this machine');
      }),
    },
    {
      id: 'user-payload',
      title: 'The claim user_payload is encrypted',
      remedy:
        "Encrypt the JSON block by block with IBM's public key (RSA-OAEP with SHA-1), and encode all blocks as base64.",
      run: withToken(({ claims }, { second }) =>
        judgeUserPayload(claims['user_payload'], second.token?.claims['user_payload']),
      ),
    },
    {
      id: 'private-claims',
      title: 'No personal data is readable in the token',
      remedy: 'Move personal data into user_payload, which only the assistant can read. A JWT is signed, not secret.',
      run: withToken(({ claims }, { login }) => {
        const all = Object.entries({ ...claims, ...login?.after.token?.claims });
        const names = all
          .filter(([name, value]) => isPersonal(name, value))
          .map(([name]) => JSON.stringify(name.slice(0, 40)));
        return names.length > 0
          ? warn(`anybody with the token can read ${names.join(', ')}`)
          : pass('no personal claim was found');
      }),
    },
  ],
};

function judgeOpacity(sub: string): Verdict {
  if (EMAIL.test(sub) || EMAIL.test(Buffer.from(sub, 'base64').toString('latin1')))
    return fail('"sub" is an e-mail address');
  if (/^\+?\d{1,15}$/.test(sub)) return fail('"sub" is a number that somebody can guess or look up');
  const length = `"sub" has ${sub.length} characters`;
  return sub.length < 16 ? warn(`${length}, so it may be a name or easy to guess`) : pass(length);
}

function isPersonal(name: string, value: unknown): boolean {
  if (name === 'sub' || name === 'user_payload') return false;
  return PERSONAL.test(name) || EMAIL.test(JSON.stringify(value) ?? '');
}
