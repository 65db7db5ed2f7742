/** Checks of what the token says and who signed it. */
import { compactVerify } from 'jose';
import { describeStatus, isRateLimited } from '../answer.js';
import { type CheckGroup, fail, pass, skip, type Verdict, warn, withToken } from '../check.js';
import { refusalOfPart } from '../identityToken.js';
import { judgeUserPayload } from '../userPayload.js';
import type { Visit } from '../visit.js';

const DAY_S = 86_400;
const SHORTEST_LIFE_S = 30;
/** How far clocks may be apart before somebody should look after them. */
const TOLERANCE_S = 60;
const EMAIL = /[^\s@]+@[^\s@]+\.[^\s@]+/;
const PERSONAL = /^(e-?mail|phone(_?number)?|(user_?|given_?|family_?|preferred_?user)?name|address|birth_?date)$/i;

const withSubject = (look: (sub: string, visit: Visit) => Verdict) =>
  withToken(({ claims: { sub } }, visit) => (typeof sub === 'string' ? look(sub, visit) : skip('"sub" is no text')));

export const tokenChecks: CheckGroup = {
  title: 'Token',
  checks: [
    {
      id: 'algorithm',
      title: 'It is signed with RS256',
      remedy: 'Sign with RS256 and an RSA key; the assistant takes nothing else.',
      run: withToken(({ header }) =>
        refusalOfPart({ header }) ? fail('its header "alg" is not RS256') : pass('RS256'),
      ),
    },
    {
      id: 'signature',
      title: 'The signature fits the public key',
      remedy: 'Sign with the private half of the pair whose public half is in the Security tab of the assistant.',
      run: withToken(async ({ text }, { settings: { publicKey } }) => {
        if (!publicKey) return skip('give --public-key');
        try {
          await compactVerify(text, publicKey, { algorithms: ['RS256'] });
          return pass('it does');
        } catch {
          return fail('it was made with another key, or altered');
        }
      }),
    },
    {
      id: 'subject',
      title: 'It names its subject',
      remedy:
        'Set "sub" to the anonymous ID: visible ASCII without ";" and "=". It travels in a header of the assistant.',
      run: withToken(({ claims: { sub } }) => {
        const refusal = refusalOfPart({ claims: { sub } });
        if (sub === undefined) return fail('there is no claim "sub"');
        return refusal ? fail(refusal) : pass(`"sub" has ${String(sub).length} characters`);
      }),
    },
    {
      id: 'subject-opaque',
      title: 'The subject says nothing about the person',
      remedy: 'Use a random ID such as a UUID; who the visitor really is belongs into user_payload.',
      run: withSubject(judgeOpacity),
    },
    {
      id: 'subject-stable',
      title: 'A visitor keeps the subject',
      remedy: 'Keep the anonymous ID in a cookie and sign the same "sub" as long as it comes along.',
      run: withSubject((sub, { second }) => {
        if (isRateLimited(second)) return skip('it answered 429');
        if (!second.token) return fail(`the second token did not come: ${describeStatus(second)}`);
        const isSame = second.token.claims['sub'] === sub;
        return isSame ? pass('the same in a second token') : fail('the second token names another');
      }),
    },
    {
      id: 'subject-own',
      title: 'Every visitor has another subject',
      remedy: 'Give a new ID to each visitor without a cookie; visitors with one "sub" share one conversation.',
      run: withSubject((sub, { other, isForMembers }) => {
        if (isForMembers) return skip('only members get a token, and there is one login');
        if (!other.token) return skip('the other visitor got no token');
        return other.token.claims['sub'] === sub
          ? fail('another visitor has the same')
          : pass('another visitor has another');
      }),
    },
    {
      id: 'expiry',
      title: 'It expires, and not at once',
      remedy: 'Set "exp", in seconds since 1970, to an hour or so from now.',
      run: withToken(({ claims }, { first }) => {
        const { exp, iat } = claims;
        if (exp === undefined) return fail('there is no claim "exp": a leaked token never expires');
        const refusal = refusalOfPart({ claims: { exp, iat } }, first.sentAt);
        if (refusal) return fail(refusal);
        const life = Number(exp) - (first.sentAt ?? first.receivedAt) / 1000;
        if (life < SHORTEST_LIFE_S)
          return warn(`it lives ${Math.round(life)} s, so web chat asks for tokens all the time`);
        return life > DAY_S + TOLERANCE_S
          ? warn(`it lives ${Math.round(life / DAY_S)} days`)
          : pass(`in ${Math.round(life)} s`);
      }),
    },
    {
      id: 'issued-at',
      title: 'It says when it was signed',
      remedy: 'Set "iat" to the time of signing, in seconds since 1970, by a clock that is right; leave "nbf" out.',
      run: withToken(({ claims: { iat, nbf } }, { first }) => {
        const now = (first.sentAt ?? first.receivedAt) / 1000;
        if (typeof nbf === 'number' && nbf > now)
          return fail('"nbf" is in the future: the assistant refuses it until then');
        if (iat === undefined) return warn('there is no claim "iat"');
        if (typeof iat !== 'number') return fail('"iat" is not a number');
        if (iat > now + TOLERANCE_S) return fail(`"iat" is ${iat > 1e11 ? 'in milliseconds' : 'in the future'}`);
        return iat < now - TOLERANCE_S
          ? warn(`it was signed ${Math.round(now - iat)} s before it was sent`)
          : pass('just now');
      }),
    },
    {
      id: 'clock',
      title: 'The clock of the backend is right',
      remedy: 'Keep the time with NTP: the assistant compares "exp" with a clock of its own.',
      run: withToken((_token, { first }) => {
        if (first.sentAt === null) return skip('there is no Date header');
        const offS = Math.round((first.sentAt - first.receivedAt) / 1000);
        return Math.abs(offS) > TOLERANCE_S
          ? warn(`its Date is ${offS} s from the clock of this machine`)
          : pass('as the one of this machine');
      }),
    },
    {
      id: 'user-payload',
      title: 'What it says of the user is encrypted',
      remedy:
        "Encrypt the JSON with IBM's public key: RSA-OAEP with SHA-1, block by block, the blocks in a row, base64.",
      run: withToken(({ claims }, { second }) =>
        judgeUserPayload(claims['user_payload'], second.token?.claims['user_payload']),
      ),
    },
    {
      id: 'private-claims',
      title: 'Nothing personal is readable in it',
      remedy: 'Move it into user_payload, which only the assistant can read: a JWT is signed, not secret.',
      run: withToken(({ claims }, { login }) => {
        const all = Object.entries({ ...claims, ...login?.after.token?.claims });
        const names = all
          .filter(([name, value]) => isPersonal(name, value))
          .map(([name]) => JSON.stringify(name.slice(0, 40)));
        return names.length > 0 ? warn(`anybody with the token can read ${names.join(', ')}`) : pass('nothing found');
      }),
    },
  ],
};

function judgeOpacity(sub: string): Verdict {
  if (EMAIL.test(sub) || EMAIL.test(Buffer.from(sub, 'base64').toString('latin1')))
    return fail('it is an e-mail address');
  if (/^\+?\d{1,15}$/.test(sub)) return fail('it is a number that can be guessed, or looked up');
  if (sub.length < 16) return warn(`it has ${sub.length} characters: a name, or easily guessed`);
  return pass(`${sub.length} characters`);
}

function isPersonal(name: string, value: unknown): boolean {
  if (name === 'sub' || name === 'user_payload') return false;
  return PERSONAL.test(name) || EMAIL.test(JSON.stringify(value) ?? '');
}
