/**
 * The possible answers of the site's endpoints, good or bad, early or late. Each is a sentence in a
 * failing sequence.
 */
import type { EndpointContext } from '../../src/index.js';
import type { Person } from '../unit/memoryBackend.js';
import { answers, hangs, isDeaf, unreachable } from '../unit/memoryBackend.js';
import type { World } from './world.js';

type Deed = (world: World, context: EndpointContext) => unknown;

/** It comes even if the SDK has given up meanwhile. */
const after = (ms: number, deed: Deed): Deed => {
  return (world, context) =>
    new Promise((resolve, reject) => {
      world.clock.after(ms, () => Promise.resolve(deed(world, context)).then(resolve, reject));
    });
};

const whole = (body: unknown) => new Response(typeof body === 'string' ? body : JSON.stringify(body));

const signedNowSentAfter = (ms: number): Deed => {
  return (world, context) => {
    const token = world.endpoints.sign();
    return after(ms, () => ({ token }))(world, context);
  };
};

const BAD: Record<string, Deed> = {
  'says 403': (_, context) => answers(403)(context),
  'says 503': (_, context) => answers(503)(context),
  'says 429 and asks for 20 s of quiet': (_, context) => answers(429, { 'Retry-After': '20' })(context),
  'cannot be reached': (_, context) => unreachable(context),
  hangs: (_, context) => hangs(context),
  'hangs and ignores its signal': (_, context) => isDeaf(context),
  throws: () => Promise.reject(new Error('A bug of the site')),
};

export const TOKEN_ANSWERS: Record<string, Deed> = {
  ...BAD,
  'answers a Response': (world) => whole({ token: world.endpoints.sign() }),
  'answers after 1 s': signedNowSentAfter(1_000),
  'answers after 5 s': signedNowSentAfter(5_000),
  'answers after 9 s': signedNowSentAfter(9_000),
  'answers after 3 s, signing late': after(3_000, (world) => world.endpoints.sign()),
  'answers the last token again': (world) => world.endpoints.lastToken() ?? world.endpoints.sign(),
  'answers an expired token': (world) => world.endpoints.sign({ exp: 1 }),
  'names another sub once': (world) => world.signAs('anon'),
  'answers half a token': (world) => world.endpoints.sign().slice(0, 90),
  'answers HTML': () => whole('<!doctype html><p>Log in'),
  'answers a body without end': () => new Response(new ReadableStream()),
  'answers nonsense': () => ({ token: { sub: 'anon-1' } }),
};

const becomes = (person: Person): Deed => {
  return (world, { signal }) => {
    if (signal.aborted) world.becomeSilently(person);
    else world.become(person);
    return { welcome: person.user };
  };
};
const failing = (deed: Deed): Deed => {
  return (world, context) => {
    deed(world, context);
    return answers(500)(context);
  };
};

const CADE = becomes({ user: 'cade' });
const ANA = becomes({ user: 'ana' });
const NOBODY = becomes({ user: null });

export const LOGIN_ANSWERS: Record<string, Deed> = {
  ...BAD,
  'lets Ana in': ANA,
  'lets Ana in after 1 s': after(1_000, ANA),
  'lets Cade in after 4 s': after(4_000, CADE),
  'lets Ana in after 20 s': after(20_000, ANA),
  'lets Ana in under another sub': becomes({ user: 'ana', sub: 'anon-1-1' }),
  'lets Ana in, then says 500': failing(ANA),
};

export const LOGOUT_ANSWERS: Record<string, Deed> = {
  ...BAD,
  'lets go after 1 s': after(1_000, NOBODY),
  'lets go after 4 s': after(4_000, NOBODY),
  'lets go and names another sub': becomes({ user: null, sub: 'anon-1-2' }),
  'lets go, then says 500': failing(NOBODY),
  'does nothing': () => null,
};

export const USUAL = { token: 'answers', login: 'lets Cade in', logout: 'lets go' };
export const DEEDS = {
  token: { ...TOKEN_ANSWERS, answers: (world: World) => ({ token: world.endpoints.sign() }) },
  login: { ...LOGIN_ANSWERS, 'lets Cade in': CADE },
  logout: { ...LOGOUT_ANSWERS, 'lets go': NOBODY },
} as Record<'token' | 'login' | 'logout', Record<string, Deed>>;
