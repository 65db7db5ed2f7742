import { SecureWebChat, type WebChatOptions, type WebChatResponseItem } from 'secure-web-chat';
import { installWebChatSimulator, testToken } from 'secure-web-chat/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { agentsUnavailable } from '../ibmSamples/agentsUnavailable.js';
import { contentCarousel } from '../ibmSamples/contentCarousel.js';
import { customResponse, userDefinedResponse } from '../ibmSamples/currencyExchange.js';
import { customButtons } from '../ibmSamples/customButtons.js';
import { customElement } from '../ibmSamples/customElement.js';
import { customLauncher } from '../ibmSamples/customLauncher.js';
import { deepLinking } from '../ibmSamples/deepLinking.js';
import { downloadHistory } from '../ibmSamples/downloadHistory.js';
import { homeScreenCustomElement } from '../ibmSamples/homeScreenCustomElement.js';
import { launcherAndHomeScreenText } from '../ibmSamples/launcherAndHomeScreenText.js';
import { pageInteraction } from '../ibmSamples/pageInteraction.js';
import { prePostChatForms } from '../ibmSamples/prePostChatForms.js';
import { securityComplex, securitySimple } from '../ibmSamples/security.js';
import { selectGreetingAction } from '../ibmSamples/selectGreetingAction.js';
import { setContext } from '../ibmSamples/setContext.js';
import { shareLocation } from '../ibmSamples/shareLocation.js';
import { speechAndText } from '../ibmSamples/speechAndText.js';
import { usingCarbon } from '../ibmSamples/usingCarbon.js';

/**
 * A page that loads a sample. The test can set the assistant's answers, because the assistant in
 * memory only chats.
 */
async function startSample(sample: Partial<WebChatOptions>, answer?: Partial<WebChatResponseItem>) {
  const simulator = installWebChatSimulator();
  let item = answer;
  const sent: unknown[] = [];
  const chat = new SecureWebChat({
    webChat: {
      integrationID: 'sample',
      region: 'test',
      ...sample,
      async onLoad(instance) {
        instance.on({
          type: 'pre:receive',
          handler: ({ data }) => {
            if (item) data.output.generic = [{ response_type: 'user_defined', ...item }];
          },
        });
        await sample.onLoad?.(instance);
        instance.on({ type: 'send', handler: ({ data }) => void sent.push(structuredClone(data)) });
      },
    },
    tokenEndpoint: () => testToken({ sub: 'anon-1' }),
  });
  onTestFinished(async () => {
    await chat.destroy();
    simulator.uninstall();
    document.body.replaceChildren();
  });
  const instance = await chat.load();
  const press = (text: string) =>
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent === text)?.click();
  const answerWith = (next: Partial<WebChatResponseItem> | undefined) => {
    item = next;
  };
  return { simulator, chat, instance, sent, press, answerWith };
}

const add = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag) => {
  const element = document.createElement(tag);
  document.body.append(element);
  return element;
};

test('agents-unavailable and the home screen: features that the simulator lacks cause no error', async () => {
  const samples = [agentsUnavailable, launcherAndHomeScreenText('cards'), homeScreenCustomElement, deepLinking];
  for (const sample of samples) {
    const { simulator, chat } = await startSample(sample);
    expect(await simulator.say('Hello')).toBe('You said “Hello”.');
    await chat.destroy();
    simulator.uninstall();
  }
});

test('content-carousel: a press on a card asks about it', async () => {
  const carousel = [{ title: 'Gold', question: 'Tell me about the gold card' }];
  const { simulator, press, sent, answerWith } = await startSample(contentCarousel, { user_defined: { carousel } });
  await simulator.say('Cards?');
  answerWith(undefined);
  await expect.poll(() => simulator.transcript).toContain('Gold');
  press('Gold');
  await expect.poll(() => sent.at(-1)).toMatchObject({ input: { text: 'Tell me about the gold card' } });
});

test('custom-buttons: a press is sent, noted, and ends the choice', async () => {
  const option = (label: string) => ({ label, value: { input: { text: label } } });
  const options = [option('Yes'), option('No')];
  const { simulator, sent, answerWith } = await startSample(customButtons, { response_type: 'option', options });
  await simulator.say('Do you?');
  answerWith(undefined);
  await expect.poll(() => document.querySelectorAll('[aria-pressed]').length).toBe(4);
  const yes = [...document.querySelectorAll('button')].filter(({ textContent }) => textContent === 'Yes').at(-1);
  yes?.click();
  expect(yes?.getAttribute('aria-pressed')).toBe('true');
  await expect.poll(() => sent.at(-1)).toMatchObject({ input: { text: 'Yes' } });
  expect(yes?.disabled).toBe(true);
});

test('custom-element: the element of the page appears and disappears with the window', async () => {
  const host = add('div');
  const { instance } = await startSample(customElement(host));
  expect(host.hidden).toBe(false);
  expect(host.querySelector('.slide-in')).not.toBeNull();
  await instance.changeView('launcher');
  expect(host.hidden).toBe(true);
  expect(host.querySelector('.slide-out')).not.toBeNull();
});

test('custom-launcher: a button of the page opens the window, and is hidden meanwhile', async () => {
  const button = add('button');
  const { instance } = await startSample(customLauncher(button));
  button.click();
  await expect.poll(() => button.hidden).toBe(true);
  await instance.changeView('launcher');
  expect(button.hidden).toBe(false);
});

test.each([
  ['custom-response', customResponse],
  ['user-defined-response', userDefinedResponse],
])('%s: a form of the page sends variables, under a label, and draws the result', async (_name, sample) => {
  const form = { user_defined: { user_defined_type: 'exchange_form' } };
  const { simulator, instance, press, sent, answerWith } = await startSample(sample, form);
  await simulator.say('Exchange');
  await expect.poll(() => simulator.transcript).toContain('Exchange');
  for (const input of document.querySelectorAll<HTMLInputElement>('.WACEntry input')) input.value = '10';
  answerWith({ user_defined: { user_defined_type: 'exchange_result' } });
  instance.on({
    type: 'pre:receive',
    handler: ({ data }) => {
      data.context = { skills: { 'actions skill': { skill_variables: { input_amount: 10, output_amount: 43 } } } };
    },
  });
  press('Exchange');
  await expect.poll(() => simulator.transcript.at(-1)).toBe('10 euros are 43 złoty.');
  expect(simulator.transcript).toContain('What are 10 euros in złoty?');
  expect(sent.at(-1)).toMatchObject({
    input: { text: 'EXCHANGE' },
    context: { skills: { 'actions skill': { skill_variables: { input_amount: 10, input_currency: 'eur' } } } },
  });
});

test('download-history: the menu saves the conversation', async () => {
  const save = vi.fn();
  const { simulator, press } = await startSample(downloadHistory(save));
  await simulator.say('Hello');
  press('Download');
  expect(save.mock.calls[0]?.[0].split('\n')).toEqual([
    'From,Message',
    'Assistant,"Welcome! Ask me “Who am I?”"',
    'You,"Hello"',
    'Assistant,"You said “Hello”."',
  ]);
});

test.each([
  ['at once', 'fill_in', ''],
  ['when a button is pressed', 'offer_to_fill_in', 'Fill in my number'],
])('page-interaction: the assistant fills in a field of the page %s', async (_when, user_defined_type, button) => {
  const field = add('input');
  const { simulator, press } = await startSample(pageInteraction(field), { user_defined: { user_defined_type } });
  await simulator.say('My number, please');
  if (button) await expect.poll(() => simulator.transcript).toContain(button);
  press(button);
  expect(field.value).toBe('1234567');
});

test('pre-post-chat-forms: the greeting waits for a name, and a form follows the conversation', async () => {
  const feedback = vi.fn();
  const { simulator, instance, sent, press } = await startSample(prePostChatForms(feedback));
  const form = () => document.querySelector<HTMLFormElement>('.WACCustomPanel:not([hidden]) form');
  const fillIn = (text: string) => {
    const input = form()?.querySelector('input');
    if (input) input.value = text;
    form()?.requestSubmit();
  };
  const givenUp = instance.changeView('mainWindow');
  await expect.poll(form).not.toBeNull();
  press('Cancel');
  await givenUp;
  expect(instance.getState().isWebChatOpen).toBe(false);
  const opened = simulator.open();
  await expect.poll(form).not.toBeNull();
  fillIn('Jane');
  await opened;
  const skills = { 'actions skill': { skill_variables: { User_Name: 'Jane' } } };
  await expect.poll(() => sent[0]).toMatchObject({ history: { is_welcome_request: true }, context: { skills } });
  await simulator.say('Hello');
  await instance.changeView('launcher');
  expect(instance.getState().isWebChatOpen).toBe(true);
  fillIn('Well');
  await expect.poll(() => instance.getState().isWebChatOpen).toBe(false);
  expect(feedback.mock.calls).toEqual([['Well']]);
});

test('select-greeting-action: the request for the greeting contains a message', async () => {
  const { simulator } = await startSample(selectGreetingAction);
  await simulator.open();
  expect(simulator.transcript).toEqual(['You said “Credit cards”.']);
});

test('set-context: each message carries variables that actions can read', async () => {
  const { simulator, sent } = await startSample(setContext);
  await simulator.say('Hello');
  const skills = { 'actions skill': { skill_variables: { Page: location.pathname } } };
  expect(sent).toMatchObject([{ context: { skills } }, { context: { skills } }]);
});

test.each([
  ['the visitor’s place is sent', async () => ({ latitude: 1, longitude: 2 }), 'Here I am.'],
  ['a refusal is sent too', () => Promise.reject(new Error('no')), 'I would rather not say where I am.'],
])('share-location: %s', async (_what, locate, text) => {
  const where = { user_defined: { user_defined_type: 'share_location', silent: true } };
  const { simulator, sent, answerWith } = await startSample(shareLocation(locate));
  await simulator.open();
  answerWith(where);
  await simulator.say('Where is the next branch?');
  answerWith(undefined);
  await expect.poll(() => sent.at(-1)).toMatchObject({ input: { text } });
});

test('speech-and-text: answers are read out, and the recognised text is sent', async () => {
  const say = vi.fn();
  const { simulator, press, sent } = await startSample(speechAndText({ say, listen: async () => 'Hello' }));
  await simulator.open();
  press('Record');
  await expect.poll(() => say.mock.calls.flat()).toEqual(['Welcome! Ask me “Who am I?”', 'You said “Hello”.']);
  expect(sent.at(-1)).toMatchObject({ input: { text: 'Hello' } });
});

test('using-carbon: an element of IBM’s design system is part of an answer', async () => {
  const item = { title: 'More', user_defined: { template_name: 'accordion' } };
  const { simulator } = await startSample(usingCarbon, item);
  await simulator.say('Tell me');
  await expect.poll(() => document.querySelector('.WACEntry cds-accordion')?.textContent).toBe('More');
});

test('web-chat-security-simple and -complex: the SDK replaces their handwritten code', async () => {
  const simulator = installWebChatSimulator();
  const button = add('button');
  const claims = { sub: 'anon-1', user_payload: {} as object };
  const options = {
    webChat: { integrationID: 'sample', region: 'test' },
    tokenEndpoint: () => testToken(claims),
    loginEndpoint: () => {
      claims.user_payload = { custom_user_id: 'L12345' };
      return {};
    },
  };
  const simple = securitySimple(options);
  await simple.load();
  expect(await simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  await simple.destroy();
  const complex = securityComplex(options, button);
  onTestFinished(async () => {
    await complex.destroy();
    simulator.uninstall();
  });
  await complex.load();
  await simulator.open();
  button.click();
  await expect.poll(() => simulator.say('Who am I?')).toContain('custom user ID is L12345');
});
