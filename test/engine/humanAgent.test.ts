/** A login and a logout in the middle of a conversation with a human agent, in IBM's own engine. */
import type { WebChatServiceDesk, WebChatServiceDeskCallback } from 'secure-web-chat';
import { expect, test } from 'vitest';
import { inEachBrowser } from '../browser/browsers.js';
import type { Page } from '../browser/driver.js';
import { eventually } from '../browser/eventually.js';
import { errors, type PageNeeds } from '../browser/servedSite.js';
import { remains } from '../browser/visitor.js';
import { logIn, logOut, openEngine } from './engineSite.js';
import { lines, openChat } from './ibmChatWindow.js';

declare global {
  interface Window {
    /** The calls of the service desk, oldest first. */
    deskHeard: string[];
    /** The human agent says something. */
    agentSays(text: string): Promise<void>;
  }
}

/**
 * A page with a service desk, whose assistant hands over to a human agent when it is asked for one.
 */
function script({ SecureWebChat, webChat }: PageNeeds) {
  window.deskHeard = [];
  const serviceDeskFactory = async ({
    callback,
  }: {
    callback: WebChatServiceDeskCallback;
  }): Promise<WebChatServiceDesk> => ({
    getName: () => 'test desk',
    async areAnyAgentsOnline() {
      return true;
    },
    async startChat() {
      window.deskHeard.push('start');
      window.agentSays = (text) => callback.sendMessageToUser(text);
      await callback.agentJoined({ id: 'robin', nickname: 'Robin' });
    },
    async endChat() {
      window.deskHeard.push('end');
    },
    async sendMessageToAgent({ input }) {
      window.deskHeard.push(String(input?.text));
    },
  });
  const chat = new SecureWebChat({
    webChat: {
      ...webChat,
      serviceDeskFactory,
      serviceDesk: { skipConnectAgentCard: true },
      onLoad(instance) {
        instance.on({
          type: 'pre:receive',
          handler: ({ data }) => {
            const [item] = data.output?.generic ?? [];
            if (!item?.['text']?.toString().includes('“A human, please”')) return;
            data.output = {
              generic: [
                {
                  response_type: 'connect_to_agent',
                  message_to_human_agent: 'A visitor',
                  agent_available: { message: 'Somebody is there' },
                  agent_unavailable: { message: 'Nobody is there' },
                  transfer_info: {},
                },
              ],
            };
          },
        });
      },
    },
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}

const deskHeard = (page: Page) => page.evaluate(() => window.deskHeard);
const isConnected = (page: Page) => page.evaluate(() => window.chat.instance?.getState().serviceDesk.isConnected);
const say = (page: Page, text: string) =>
  page.evaluate((message) => window.chat.instance?.send(message, { skipPause: true }), text);

async function agentSays(page: Page, text: string): Promise<void> {
  await page.evaluate((words) => window.agentSays(words), text);
  await eventually(async () => (await lines(page)).join('\n')).toContain(text);
}

async function connect(page: Page): Promise<void> {
  await openChat(page);
  await say(page, 'A human, please');
  await eventually(() => isConnected(page)).toBe(true);
  await agentSays(page, 'Hello, I am Robin');
}

inEachBrowser((driver) => {
  test('a login in the middle of a conversation with a human agent does not end it', async () => {
    const { page } = await openEngine(driver, { script });
    await connect(page);
    await logIn(page);
    expect(await isConnected(page)).toBe(true);
    await agentSays(page, 'I am still here');
    expect(await deskHeard(page)).toEqual(['start']);
    expect(await errors(page)).toEqual([]);
  });

  test('a logout ends the conversation with a human agent, notifies the service desk, and hides the conversation', async () => {
    const { page } = await openEngine(driver, { script });
    await connect(page);
    await logIn(page);
    await agentSays(page, 'Your secret is marmalade');
    await logOut(page);
    await eventually(() => deskHeard(page)).toEqual(['start', 'end']);
    await eventually(() => isConnected(page)).toBe(false);
    await page.evaluate(() => window.agentSays('Are you there, marmalade?').catch(() => {}));
    await eventually(() => lines(page)).toHaveLength(1);
    expect(await remains(page)).not.toContain('marmalade');
    expect(await errors(page)).toEqual([]);
  });
});
