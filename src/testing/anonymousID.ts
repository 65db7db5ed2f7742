/** Owns the ID web chat makes up for a visitor nobody has named: a cookie, so that it counts as one user a month. */
import type { Page } from './page.js';

const NAME = 'IBM_WAC_ANONYMOUS_USER_ID';
const LIFETIME_SECONDS = 45 * 24 * 3600;

export function anonymousID(page: Page): string | null {
  const found = page.document.cookie.split('; ').find((cookie) => cookie.startsWith(`${NAME}=`));
  return found ? found.slice(NAME.length + 1) : null;
}

/** Uses the one there is, for another 45 days. */
export function anonymousIDOrNew(page: Page): string {
  const id = anonymousID(page) ?? `anonymous_IBMuid-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  write(page, id, LIFETIME_SECONDS);
  return id;
}

export function forgetAnonymousID(page: Page): void {
  if (anonymousID(page)) write(page, '', 0);
}

function write(page: Page, value: string, maxAgeSeconds: number): void {
  const secure = page.location.protocol === 'https:' ? '; Secure' : '';
  page.document.cookie = `${NAME}=${value}; Max-Age=${maxAgeSeconds}; Path=/; SameSite=Lax${secure}`;
}
