import { generateKeyPairSync } from 'node:crypto';
import NodeRSA from 'node-rsa';
import { expect, test } from 'vitest';
import { encryptUserPayload } from '../../../examples/backend/userPayload.js';

/** The library that IBM's documentation encrypts with. */
function decrypt(encrypted: string, privateKey: string) {
  return new NodeRSA(privateKey).decrypt(encrypted, 'utf8');
}

test.each([2048, 3072, 4096])(
  'node-rsa reads what was encrypted with %i bits, in one block and in many',
  (modulusLength) => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const blockBytes = modulusLength / 8;
    const mostBytes = blockBytes - 42;
    const envelopeBytes = JSON.stringify({ name: '' }).length;
    for (const [bytes, blocks] of [
      [mostBytes, 1],
      [mostBytes + 1, 2],
      [mostBytes * 2, 2],
      [mostBytes * 3 + 1, 4],
    ] as const) {
      const payload = { name: 'x'.repeat(bytes - envelopeBytes) };
      const encrypted = encryptUserPayload(payload, publicKey);

      expect(Buffer.from(encrypted, 'base64')).toHaveLength(blocks * blockBytes);
      expect(JSON.parse(decrypt(encrypted, pem))).toEqual(payload);
    }
  },
);

test('a character on the edge between two blocks is whole again', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  for (const shift of [0, 1, 2, 3]) {
    const payload = { name: 'x'.repeat(shift) + '😀'.repeat(200) };
    expect(JSON.parse(decrypt(encryptUserPayload(payload, publicKey), pem))).toEqual(payload);
  }
});
