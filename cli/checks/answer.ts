/**
 * Checks of the token endpoint's answer: that there is one, in time, readable, and kept by no
 * cache.
 */
import { describeStatus, isHTML, isRateLimited, isRefusal, isSuccess } from '../answer.js';
import { type CheckGroup, fail, pass, skip, type Verdict, warn, withToken } from '../check.js';
import { isLocal } from '../endpoint.js';
import { refusalOf, refusalOfPart } from '../identityToken.js';
import type { Visit } from '../visit.js';

/** The SDK gives up after 6 s, and web chat's window stays empty until then. */
const SLOW_MS = 2_000;
/** What servers commonly allow for all headers together; the token travels in one. */
const COMFORTABLE_TOKEN = 6_000;

export const answerChecks: CheckGroup = {
  title: 'Token endpoint',
  checks: [
    {
      id: 'https',
      title: 'Nobody on the way can read tokens and cookies',
      remedy: 'Serve the endpoint over https; plain http is for localhost only.',
      run({ settings: { tokenEndpoint } }) {
        if (tokenEndpoint.url.protocol === 'https:') return pass('it is https');
        return isLocal(tokenEndpoint.url) ? pass('plain http, but on this machine') : fail('it is plain http');
      },
    },
    {
      id: 'in-time',
      title: 'It answers in time',
      remedy:
        'The SDK waits 6 s for an answer and web chat shows nothing until it has one: find out what takes so long.',
      run({ first, second, other }) {
        if (first.status === 0) return fail(first.trouble ?? 'there was no answer');
        const tookMs = Math.min(first.tookMs, second.tookMs, other.tookMs);
        return tookMs > SLOW_MS ? warn(`it takes ${tookMs} ms`) : pass('it does');
      },
    },
    {
      id: 'status',
      title: 'It answers with success',
      remedy: 'Answer 200 with a token to everybody, and with an anonymous one to visitors who are not logged in.',
      run({ first, other, isForMembers }) {
        if (first.status === 0) return skip('there was no answer');
        if (isForMembers) {
          const remedy = 'Answer an anonymous token, unless the chat is only on pages for members.';
          return warn(`only after a login; to anybody else ${describeStatus(other)}`, remedy);
        }
        return first.status >= 200 && first.status < 300 ? pass(`${first.status}`) : fail(describeStatus(first));
      },
    },
    {
      id: 'content-type',
      title: 'It says what it answers',
      remedy: 'Send Content-Type: text/plain for a bare token, application/json for a JSON object with "token".',
      run({ first }) {
        if (!isSuccess(first)) return skip('there is no good answer');
        const type = first.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
        if (!type) return warn('there is no Content-Type');
        return /^(text\/plain|application\/(jwt|json|.*\+json))$/.test(type) ? pass(type) : warn(`it says ${type}`);
      },
    },
    {
      id: 'token',
      title: 'It answers a token',
      remedy: 'Answer the bare JWT as text, or a JSON object with "token", "identityToken" or "jwt".',
      run: judgeToken,
    },
    {
      id: 'token-size',
      title: 'The token is small enough for a header',
      remedy: 'Put fewer and shorter values into user_payload; many servers allow 8 kB for all headers together.',
      run: withToken(({ text }) =>
        text.length > COMFORTABLE_TOKEN ? warn(`it has ${text.length} characters`) : pass(`${text.length} characters`),
      ),
    },
    {
      id: 'cache',
      title: 'No cache keeps it',
      remedy:
        'Send Cache-Control: no-store. A token that a cache gives out again belongs to somebody else, or has expired.',
      run: judgeCache,
    },
    {
      id: 'wrong-method',
      title: 'It refuses other methods',
      remedy: 'Answer 405 (or 404) to methods that the endpoint is not for.',
      run({ first, wrongMethod: answer, wrongMethodName: name }) {
        if (!isSuccess(first)) return skip('there is no good answer');
        if (isRateLimited(answer)) return skip('it answered 429');
        if (isRefusal(answer)) return pass(`${answer.status} to ${name}`);
        if (answer.status >= 500 || answer.status === 0) return fail(`to ${name}, ${describeStatus(answer)}`);
        return answer.token ? warn(`it gives a token to ${name} too`) : warn(`to ${name}, ${describeStatus(answer)}`);
      },
    },
  ],
};

function judgeToken({ first }: Visit): Verdict {
  if (first.trouble && first.status > 0) return fail(first.trouble);
  if (!isSuccess(first)) return skip('there is no good answer');
  if (isHTML(first)) return fail('it answers HTML, perhaps a login page');
  if (!first.text.trim()) return fail('the answer is empty');
  const refusal = refusalOf(first.body, first.sentAt);
  if (!refusal) return pass('the SDK can read it');
  const { token, sentAt } = first;
  if (!token) return fail(refusal);
  // What is wrong with a part of it is for the checks of that part to say.
  const { header, claims } = token;
  const { sub, exp, iat } = claims;
  const parts = [
    refusalOfPart({ header }),
    refusalOfPart({ claims: { sub } }),
    refusalOfPart({ claims: { exp, iat } }, sentAt),
  ];
  return parts.includes(refusal) ? pass('it can be decoded') : fail(refusal);
}

function judgeCache({ first }: Visit): Verdict {
  if (!isSuccess(first)) return skip('there is no good answer');
  const header = first.headers.get('cache-control')?.toLowerCase() ?? '';
  if (/\bno-store\b/.test(header)) return pass('Cache-Control: no-store');
  if (/\bpublic\b|\bs-maxage\b|\bmax-age=[1-9]/.test(header)) return fail('Cache-Control lets caches keep it');
  return warn(header ? 'Cache-Control lacks no-store' : 'there is no Cache-Control');
}
