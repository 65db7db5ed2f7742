/**
 * The identity tokens of these backends: real RS256, as IBM documents it, with no code of this
 * project.
 */
import { SignJWT } from 'jose';
import { createTokenIssuer } from 'secure-web-chat/server';
import { backendSecrets, signing } from '../../node/keys.js';

const issuer = createTokenIssuer(backendSecrets);

export interface Customer {
  userName: string;
  customUserID: string;
}

const customers: Readonly<Record<string, Customer>> = {
  cade: { userName: 'Cade', customUserID: 'cade-id' },
  ana: { userName: 'Ana', customUserID: 'ana-id' },
};

/** Undefined where the username or the password is wrong. */
export function findCustomer(username: unknown, password: unknown): Customer | undefined {
  return password === 'lendyr-demo' ? customers[String(username)] : undefined;
}

export async function createToken(
  sub: string,
  customer: Customer | undefined,
  lifetimeSeconds = 60,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const issuedAt = Math.floor(Date.now() / 1000);
  const userPayload = { name: customer?.userName ?? 'Anonymous', custom_user_id: customer?.customUserID ?? sub };
  return new SignJWT({ ...claims, user_payload: await issuer.encryptPayload(userPayload) })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(signing.privateKey);
}
