import { afterEach, expect, test, vi } from 'vitest';
import { claimNamespace, type Namespace } from '../../../src/web-chat/namespace.js';
import { refusalOf } from '../outcomes.js';

const given: Namespace[] = [];
const claim = (namespace?: string, from = claimNamespace) => {
  const claimed = from(namespace);
  given.push(claimed);
  return claimed;
};

afterEach(() => {
  for (const { release } of given.splice(0)) release(Promise.resolve());
});

test('a namespace can be taken once, and again after it was released', () => {
  const { release } = claim('shop');
  const error = refusalOf(() => claim('shop'));
  expect(error.code).toBe('INVALID_OPTIONS');
  expect(error.message).toContain('webChat.namespace');
  release(Promise.resolve());
  expect(() => claim('shop')).not.toThrow();
});

test('two chats with different namespaces work side by side', () => {
  claim('shop');
  expect(() => claim('help')).not.toThrow();
  expect(() => claim()).not.toThrow();
});

test('a chat without a namespace has the empty one', () => {
  claim();
  expect(() => claim()).toThrow();
  expect(() => claim('')).toThrow();
});

test('a second copy of the package in the page sees it too', async () => {
  claim('shop');
  vi.resetModules();
  const copy = await import('../../../src/web-chat/namespace.js');
  expect(copy.claimNamespace).not.toBe(claimNamespace);
  expect(() => claim('shop', copy.claimNamespace)).toThrow(/webChat\.namespace/);
});
