/**
 * Checks of the token endpoint's answer: whether the answer arrives in time, can be read, and is
 * kept by no cache.
 */
import { describeStatus, isHTML, isRateLimited, isRefusal, isSuccess } from '../answer.js';
import { type CheckGroup, fail, pass, skip, type Verdict, warn, withToken } from '../check.js';
import { isLocal } from '../endpoint.js';
import { refusalOf, refusalOfPart } from '../identityToken.js';
import type { Visit } from '../visit.js';

/** The SDK gives up after 6 s, and the window of web chat stays empty until then. */
const SLOW_MS = 2_000;
/** Web chat sends the token in a header, and many servers allow 8 kB for all headers together. */
const COMFORTABLE_TOKEN = 6_000;

export const answerChecks: CheckGroup = {
  title: 'Token endpoint',
  checks: [
    {
      id: 'https',
      title: 'Tokens and cookies travel over https',
      remedy: 'Serve the endpoint over https. Use plain http only for localhost.',
      run({ settings: { tokenEndpoint } }) {
        if (tokenEndpoint.url.protocol === 'https:') return pass('the endpoint uses https');
        return isLocal(tokenEndpoint.url)
          ? pass('the endpoint uses plain http, but only on this machine')
          : fail('the endpoint uses plain http, so anybody on the network path can read them');
      },
    },
    {
      id: 'in-time',
      title: 'The token endpoint answers in time',
      remedy:
        'Find out what takes so long. The SDK waits 6 s for an answer, and the window of web chat stays empty until then.',
      run({ first, second, other }) {
        if (first.status === 0) return fail(first.trouble ?? 'there was no answer');
        const tookMs = Math.min(first.tookMs, second.tookMs, other.tookMs);
        const reason = `the answer takes ${tookMs} ms`;
        return tookMs > SLOW_MS ? warn(reason) : pass(reason);
      },
    },
    {
      id: 'status',
      title: 'The token endpoint answers with success',
      remedy: 'Answer 200 with a token to every visitor. Visitors who are not logged in get an anonymous token.',
      run({ first, other, isForMembers }) {
        if (first.status === 0) return skip('there was no answer');
        if (isForMembers) {
          const remedy = 'Answer an anonymous token, unless the chat is only on pages for logged-in visitors.';
          return warn(`only logged-in visitors get a token; for other visitors, ${describeStatus(other)}`, remedy);
        }
        return first.status >= 200 && first.status < 300
          ? pass(`the status is ${first.status}`)
          : fail(describeStatus(first));
      },
    },
    {
      id: 'content-type',
      title: 'The answer names its content type',
      remedy: 'Send Content-Type: text/plain with a bare token, and application/json with a JSON object.',
      run({ first }) {
        if (!isSuccess(first)) return skip('the token endpoint did not answer with success');
        const type = first.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
        if (!type) return warn('the answer has no Content-Type');
        const reason = `Content-Type is ${type}`;
        return /^(text\/plain|application\/(jwt|json|.*\+json))$/.test(type) ? pass(reason) : warn(reason);
      },
    },
    {
      id: 'token',
      title: 'The answer holds a token',
      remedy: 'Answer the bare JWT as text, or a JSON object with "token", "identityToken" or "jwt".',
      run: judgeToken,
    },
    {
      id: 'token-size',
      title: 'The token is small enough for a header',
      remedy: 'Put fewer or shorter values into user_payload. Many servers allow 8 kB for all headers together.',
      run: withToken(({ text }) => {
        const reason = `the token has ${text.length} characters`;
        return text.length > COMFORTABLE_TOKEN ? warn(reason) : pass(reason);
      }),
    },
    {
      id: 'cache',
      title: 'No cache keeps the answer',
      remedy: 'Send Cache-Control: no-store. A token from a cache belongs to another visitor, or has expired.',
      run: judgeCache,
    },
    {
      id: 'wrong-method',
      title: 'The token endpoint refuses other methods',
      remedy: 'Answer 405 (or 404) to methods that the endpoint does not need.',
      run({ first, wrongMethod: answer, wrongMethodName: name }) {
        if (!isSuccess(first)) return skip('the token endpoint did not answer with success');
        if (isRateLimited(answer)) return skip('the endpoint answered 429');
        const reason = `to ${name}, ${describeStatus(answer)}`;
        if (isRefusal(answer)) return pass(reason);
        if (answer.status >= 500 || answer.status === 0) return fail(reason);
        return warn(answer.token ? `${name} gets a token too` : reason);
      },
    },
  ],
};

function judgeToken({ first }: Visit): Verdict {
  if (first.trouble && first.status > 0) return fail(first.trouble);
  if (!isSuccess(first)) return skip('the token endpoint did not answer with success');
  if (isHTML(first)) return fail('the answer is HTML, perhaps a login page');
  if (!first.text.trim()) return fail('the answer is empty');
  const refusal = refusalOf(first.body, first.sentAt);
  if (!refusal) return pass('the SDK can read the token');
  const { token, sentAt } = first;
  if (!token) return fail(refusal);
  // Other checks report faults of the header, "sub", "exp" and "iat".
  const { header, claims } = token;
  const { sub, exp, iat } = claims;
  const parts = [
    refusalOfPart({ header }),
    refusalOfPart({ claims: { sub } }),
    refusalOfPart({ claims: { exp, iat } }, sentAt),
  ];
  return parts.includes(refusal) ? pass('the SDK can decode the token') : fail(refusal);
}

function judgeCache({ first }: Visit): Verdict {
  if (!isSuccess(first)) return skip('the token endpoint did not answer with success');
  const header = first.headers.get('cache-control')?.toLowerCase() ?? '';
  if (/\bno-store\b/.test(header)) return pass('Cache-Control: no-store');
  if (/\bpublic\b|\bs-maxage\b|\bmax-age=[1-9]/.test(header)) return fail('Cache-Control lets caches keep the answer');
  return warn(header ? 'Cache-Control lacks no-store' : 'the answer has no Cache-Control');
}
