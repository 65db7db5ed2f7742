/** Parts of the code around the rule, each replaced by a wrong one. */
import type * as endpoint from '../../src/backend/endpoint.js';
import type * as circuitBreaker from '../../src/identity/circuitBreaker.js';
import type * as renewal from '../../src/identity/renewal.js';
import type * as tabOwner from '../../src/identity/tabOwner.js';
import type * as tokenSource from '../../src/identity/tokenSource.js';
import type * as triggersListener from '../../src/identity/triggersListener.js';
import type * as userCookie from '../../src/identity/userCookie.js';
import type { IdentityToken } from '../../src/token.js';
import type * as instance from '../../src/web-chat/instance.js';
import type * as tabSessions from '../../src/web-chat/tabSessions.js';
import type * as tokenRequests from '../../src/web-chat/tokenRequests.js';

interface Modules {
  'backend/endpoint': typeof endpoint;
  'identity/circuitBreaker': typeof circuitBreaker;
  'identity/renewal': typeof renewal;
  'identity/tabOwner': typeof tabOwner;
  'identity/tokenSource': typeof tokenSource;
  'identity/triggersListener': typeof triggersListener;
  'identity/userCookie': typeof userCookie;
  'web-chat/instance': typeof instance;
  'web-chat/tabSessions': typeof tabSessions;
  'web-chat/tokenRequests': typeof tokenRequests;
}

export interface WrongPart {
  readonly module: string;
  /** @returns the exports that replace those of the module */
  replace(right: unknown): object;
}

function wrong<Path extends keyof Modules>(
  module: Path,
  replace: (right: Modules[Path]) => Partial<Modules[Path]>,
): WrongPart {
  return { module, replace: replace as WrongPart['replace'] };
}

/** Returns the same object with some members replaced. Its getters still work. */
const but = <Whole extends object>(whole: Whole, members: Partial<Whole>): Whole =>
  Object.create(whole, Object.getOwnPropertyDescriptors(members));

export const WRONG_PARTS: Record<string, WrongPart> = {
  'a token outlives its epoch': wrong('identity/tokenSource', ({ TokenSource }) => ({
    TokenSource: class extends TokenSource {
      #kept: IdentityToken | null = null;
      override async getToken(...[reason, refused, use]: Parameters<tokenSource.TokenSource['getToken']>) {
        if (this.#kept && this.#kept !== refused && this.#kept.isAlive()) use?.(this.#kept);
        else this.#kept = await super.getToken(reason, refused, use);
        return this.#kept;
      }
    },
  })),
  'an epoch does not close before a login or logout': wrong('identity/tokenSource', ({ TokenSource }) => ({
    TokenSource: class extends TokenSource {
      override async endEpoch() {}
    },
  })),
  'renewal goes on after destroy()': wrong('identity/renewal', ({ createRenewal }) => ({
    createRenewal: (renew, isWanted) => createRenewal(renew, isWanted, new AbortController().signal),
  })),
  'a failed renewal is tried again without a pause': wrong('identity/renewal', ({ createRenewal }) => ({
    createRenewal(renew, isWanted, life) {
      const renewal = createRenewal(
        () =>
          renew().catch((error: unknown) => {
            setTimeout(() => renewal.schedule());
            throw error;
          }),
        isWanted,
        life,
      );
      return renewal;
    },
  })),
  'the circuit breaker never opens': wrong('identity/circuitBreaker', ({ CircuitBreaker }) => ({
    CircuitBreaker: class extends CircuitBreaker {
      override refused() {}
    },
  })),
  'an instance is never hidden': wrong('web-chat/instance', ({ createInstance }) => ({
    createInstance: (...parts) => but(createInstance(...parts), { setHidden() {} }),
  })),
  'an instance does not take a token unasked': wrong('web-chat/instance', ({ createInstance }) => ({
    createInstance: (...parts) => but(createInstance(...parts), { apply() {} }),
  })),
  'an instance stays when it is stopped': wrong('web-chat/instance', ({ createInstance }) => ({
    createInstance: (...parts) => but(createInstance(...parts), { async stop() {} }),
  })),
  'web chat reads an older token in its event': wrong('web-chat/tokenRequests', ({ createTokenRequests }) => ({
    createTokenRequests: (...parts) => but(createTokenRequests(...parts), { pushed() {} }),
  })),
  'the tab keeps the session of a conversation that has ended': wrong('web-chat/tabSessions', () => ({
    forgetSessions() {},
  })),
  'the mark of the last page is always believed': wrong('identity/tabOwner', ({ createTabOwner }) => ({
    createTabOwner: (...parts) => ({ ...createTabOwner(...parts), matches: () => true }),
  })),
  'a tab in front again is not looked at': wrong('identity/triggersListener', ({ createTriggersListener }) => ({
    createTriggersListener: (...parts) => but(createTriggersListener(...parts), { tabReturned() {} }),
  })),
  'a page that goes into the back/forward cache is not hidden': wrong(
    'identity/triggersListener',
    ({ createTriggersListener }) => ({
      createTriggersListener: (...parts) => but(createTriggersListener(...parts), { hideUntilCheck() {} }),
    }),
  ),
  'the user cookie tells nobody apart': wrong('identity/userCookie', ({ createUserCookie }) => ({
    createUserCookie: (...parts) => ({ ...createUserCookie(...parts), text: () => null }),
  })),
  'a login is sent again': wrong('backend/endpoint', ({ createExchange }) => ({
    createExchange: (endpoint, [, ...codes], csrf) => createExchange(endpoint, [3, ...codes], csrf),
  })),
};
