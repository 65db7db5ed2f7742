/**
 * The possible steps, each as a sentence: every public call, every outside event, every answer, and
 * time.
 */
import fc from 'fast-check';
import { LOGIN_ANSWERS, LOGOUT_ANSWERS, TOKEN_ANSWERS, USUAL } from './answers.js';
import { type Setting, World } from './world.js';

type Step = (world: World) => void | Promise<void>;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const quietly = (work: Promise<unknown> | undefined) => void work?.catch(() => {});

const CALLS: Record<string, Step> = {
  'load()': (world) => world.call('load()', () => world.client.chat.load()),
  'open()': (world) => world.call('open()', () => world.client.chat.open()),
  'login()': (world) => world.login(),
  'logout()': (world) => world.logout(),
};

const ENDS: Record<string, Step> = {
  'destroy()': (world) => world.destroy(false),
  'destroy({ endSession })': (world) => world.destroy(true),
  'a new chat': (world) => world.renew(),
};

const PAGES: Record<string, Step> = {
  'the visitor goes to the next page': (world) => world.reload(),
  'the visitor goes to the next page, logged in there': (world) => {
    world.becomeSilently({ user: 'ana' });
    return world.reload();
  },
  'the visitor goes to the next page, logged out there': (world) => {
    world.become({ user: null });
    return world.reload();
  },
};

const SPEECH: Record<string, Step> = { 'the visitor speaks': (world) => quietly(world.say()) };

const VISITOR: Record<string, Step> = {
  'the visitor opens the window': (world) =>
    quietly(world.visible?.view.change('mainWindow', { reason: 'launcherClicked', opensWindow: 'default_launcher' })),
  'the visitor closes the window': (world) =>
    quietly(
      world.visible?.view.change('launcher', { reason: 'mainWindowMinimized', closesWindow: 'default_minimize' }),
    ),
  'the visitor starts over': (world) => quietly(world.visible?.conversation.restart()),
  'the visitor touches the launcher': () =>
    void document.querySelector('.WACContainer')?.dispatchEvent(new Event('pointerover')),
};

const SERVICE: Record<string, Step> = {
  'the service refuses the token': (world) => world.webChats.expireToken(),
  'the service refuses every token': (world) => {
    world.assistant.refusal = { status: 401, text: 'token expired' };
  },
  'the service is down': (world) => world.breakService(),
  'the service is well again': (world) => {
    world.assistant.refusal = null;
  },
  'the next web chat does not start': (world) => {
    world.webChats.isNextBroken = true;
  },
  'tokenEndpoint is down': (world) => {
    world.usual = { ...USUAL, token: 'says 503' };
  },
  'tokenEndpoint has no token for anybody': (world) => {
    world.usual = { ...USUAL, token: 'says 403' };
  },
  'tokenEndpoint is well again': (world) => {
    world.usual = USUAL;
  },
  'the network is back': (world) => world.page.tell('window', 'online'),
};

const OTHERS: Record<string, Step> = {
  'the session ends silently': (world) => world.becomeSilently({ user: null }),
  'Ana is logged in silently': (world) => world.becomeSilently({ user: 'ana' }),
  'the sub changes silently': (world) => world.become({ sub: 'other-3' }),
  'another tab logs out': (world) => {
    world.become({ user: null });
    world.hearOtherTab('logout');
  },
  'another tab logs Ana in': (world) => {
    world.become({ user: 'ana' });
    world.hearOtherTab('login');
  },
  'another tab finds nobody there': (world) => {
    world.become({ user: null });
    world.hearOtherTab('changed');
  },
  'another tab finds Ana there': (world) => {
    world.become({ user: 'ana' });
    world.hearOtherTab('changed');
  },
  'another tab cries wolf': (world) => world.hearOtherTab('changed'),
  'another tab wrongly says that somebody logged in': (world) => world.hearOtherTab('login'),
  'another tab wrongly says that somebody logged out': (world) => world.hearOtherTab('logout'),
  'the page is restored from the cache': (world) => {
    world.page.tell('window', 'pagehide');
    world.clock.sleep(MINUTE);
    world.page.tell('window', 'pageshow', { persisted: true });
  },
  'the page is restored from the cache for Ana': (world) => {
    world.page.tell('window', 'pagehide');
    world.become({ user: 'ana' });
    world.hint();
    world.page.tell('window', 'pageshow', { persisted: true });
  },
  'the page is restored from the cache for nobody': (world) => {
    world.page.tell('window', 'pagehide');
    world.become({ user: null });
    world.hint();
    world.page.tell('window', 'pageshow', { persisted: true });
  },
  'Ana logs in by page loads in another tab': (world) => world.changeElsewhere({ user: 'ana' }),
  'the user is logged out by page loads in another tab': (world) => world.changeElsewhere({ user: null }),
  'the visitor looks at another window for a second': (world) => {
    world.page.tell('window', 'blur');
    world.clock.sleep(SECOND);
    world.page.tell('window', 'focus');
  },
  'the tab is hidden': (world) => world.page.setHidden(true),
  'the tab is shown': (world) => world.page.setHidden(false),
};

const TIME: Record<string, Step> = {
  '300 ms pass': (world) => world.pass(300),
  '1 s passes': (world) => world.pass(SECOND),
  '2.5 s pass': (world) => world.pass(2.5 * SECOND),
  '7 s pass': (world) => world.pass(7 * SECOND),
  '16 s pass': (world) => world.pass(16 * SECOND),
  '90 s pass': (world) => world.pass(90 * SECOND),
  '6 min pass': (world) => world.pass(6 * MINUTE),
  'an hour of sleep': (world) => world.clock.sleep(60 * MINUTE),
};

const next = (name: 'token' | 'login' | 'logout', answers: object): Record<string, Step> =>
  Object.fromEntries(
    Object.keys(answers).map((answer) => [
      `next, ${name}Endpoint ${answer}`,
      (world) => void world.endpoints.script[name].push(answer),
    ]),
  );

const TOKENS = next('token', TOKEN_ANSWERS);
const LOGINS = next('login', LOGIN_ANSWERS);
const LOGOUTS = next('logout', LOGOUT_ANSWERS);
export const STEPS: Record<string, Step> = {
  ...CALLS,
  ...ENDS,
  ...PAGES,
  ...SPEECH,
  ...VISITOR,
  ...SERVICE,
  ...OTHERS,
  ...TIME,
  ...TOKENS,
  ...LOGINS,
  ...LOGOUTS,
};

const among = (steps: object) => fc.constantFrom(...Object.keys(steps));

/**
 * Most come when all that the last one led to has happened; others in the same tick (turn 0), or so
 * many microtasks after it. So the sequences stay text that can be kept and read. fast-check's own
 * scheduler only orders promises that it is handed, one after the other, and so comes neither into
 * the same tick as a call nor between two awaits of the SDK's own.
 */
const inTurn = (steps: object) =>
  fc
    .tuple(
      fc.oneof(
        { weight: 2, arbitrary: fc.constant('') },
        fc.nat(30).map((turn) => `in turn ${turn}, `),
      ),
      among(steps),
    )
    .map((parts) => parts.join(''));
const duringChange = (steps: object) => among(steps).map((name) => `at the next change, ${name}`);

const anyStep = fc.oneof(
  { weight: 8, arbitrary: inTurn(CALLS) },
  { weight: 1, arbitrary: inTurn(ENDS) },
  { weight: 1, arbitrary: duringChange({ ...CALLS, ...ENDS }) },
  { weight: 5, arbitrary: inTurn(PAGES) },
  { weight: 5, arbitrary: inTurn(SPEECH) },
  { weight: 3, arbitrary: inTurn(VISITOR) },
  { weight: 4, arbitrary: inTurn(SERVICE) },
  { weight: 5, arbitrary: inTurn(OTHERS) },
  { weight: 7, arbitrary: among(TIME) },
  { weight: 4, arbitrary: among(TOKENS) },
  { weight: 2, arbitrary: among(LOGINS) },
  { weight: 2, arbitrary: among(LOGOUTS) },
);

const TALKING = ['load()', 'the visitor speaks', 'login()', 'the visitor speaks'];

/**
 * In most sequences, the visitor is already talking, or has closed the chat and comes from another
 * page.
 */
export const anySequence = fc
  .tuple(
    fc.constantFrom(
      [],
      ['load()', 'the visitor speaks'],
      TALKING,
      [...TALKING, 'the visitor closes the window', 'the visitor goes to the next page'],
      [...TALKING, 'the service refuses every token', 'the visitor speaks'],
    ),
    fc.array(anyStep, { minLength: 1, maxLength: 24, size: 'max' }),
  )
  .map(([start, rest]) => [...start, ...rest]);

export const anySetting: fc.Arbitrary<Setting> = fc.record({
  prefetchToken: fc.constantFrom('intent', 'load', 'never'),
  style: fc.constantFrom('sid', 'sid', 'cookie', 'cookie', 'neither'),
  conversationAfterLogout: fc.constantFrom('restart', 'restart', 'restart', 'keep'),
  lifetime: fc.constantFrom(300, 2, 10, 43_200, null),
  handler: fc.constantFrom(
    'none',
    'none',
    'takes 3 s',
    'takes 20 s',
    'throws once',
    'for all takes 3 s',
    'for all throws once',
  ),
  chance: fc.nat(),
});

const SENTENCE = /^(?:in turn (\d+), )?(at the next change, )?(.*)$/;

/** Runs one sequence, and then lets everything end well. @throws Violation */
export async function play(setting: Setting, sequence: readonly string[]): Promise<void> {
  const world = new World(setting);
  try {
    for (const sentence of sequence) {
      const [, turn, isDuringChange, name = ''] = SENTENCE.exec(sentence) ?? [];
      const step = STEPS[name];
      if (!step) throw new Error(`There is no step “${name}”`);
      if (turn === undefined) await world.settle();
      for (let left = Number(turn); left > 0; left--) await null;
      // The step awaits as little as possible, because the next step may belong to the same tick.
      const work = isDuringChange ? world.atNextChange(() => void step(world)) : step(world);
      if (work) await work;
    }
    await world.settle();
    await world.heal();
  } finally {
    await world.close();
  }
}
