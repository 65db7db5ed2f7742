/**
 * The ID that web chat creates for an anonymous visitor. It stores the ID in a cookie, so that the
 * visitor counts as one monthly user.
 */
import type { Page } from './page.js';

const NAME = 'IBM_WAC_ANONYMOUS_USER_ID';
const LIFETIME_MS = 45 * 24 * 3_600_000;

export function anonymousID(page: Page): string | null {
  const found = page.document.cookie.split('; ').find((cookie) => cookie.startsWith(`${NAME}=`));
  return found ? found.slice(NAME.length + 1) : null;
}

/** Returns the ID in the cookie, or a new one, and extends the cookie's life to 45 days. */
export function anonymousIDOrNew(page: Page): string {
  const id = anonymousID(page) ?? `anonymous_IBMuid-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  write(page, id, Date.now() + LIFETIME_MS);
  return id;
}

export function forgetAnonymousID(page: Page): void {
  if (anonymousID(page)) write(page, '', 0);
}

function write(page: Page, value: string, expiresAt: number): void {
  const secure = page.location.protocol === 'https:' ? '; Secure' : '';
  page.document.cookie = `${NAME}=${value}; Expires=${new Date(expiresAt).toUTCString()}; Path=/; SameSite=Lax${secure}`;
}
