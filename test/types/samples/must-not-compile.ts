import { SecureWebChat } from 'secure-web-chat';

const webChat = { integrationID: 'a', region: 'r' };
// @ts-expect-error identityToken is the SDK's
new SecureWebChat({ webChat: { ...webChat, identityToken: 'x' }, tokenEndpoint: '/t' });
// @ts-expect-error misspelt
new SecureWebChat({ webChat, tokenEndpoint: '/t', loginEndPoint: '/l' });
// @ts-expect-error tokenEndpoint is required
new SecureWebChat({ webChat });
// @ts-expect-error a token function must return a token
new SecureWebChat({ webChat, tokenEndpoint: async () => 42 });
// @ts-expect-error the typo IBM's customers make most
new SecureWebChat({ webChat: { integrationId: 'a', region: 'r' }, tokenEndpoint: '/t' });
const chat = new SecureWebChat({ webChat, tokenEndpoint: '/t' });
// @ts-expect-error no such event
chat.on('tokenRefreshed', () => {});
// @ts-expect-error readonly
chat.getState().phase = 'ready';
const state = chat.getState();
if (state.phase === 'failed') state.error.code satisfies string;
// exactOptionalPropertyTypes on the caller's side must not hurt
const maybe: string | undefined = process.env.LOGIN;
new SecureWebChat({ webChat, tokenEndpoint: new URL('https://a/b'), loginEndpoint: maybe });
new SecureWebChat({
  webChat,
  tokenEndpoint: { url: '/t', method: 'POST', headers: { a: 'b' }, credentials: 'include' },
});
