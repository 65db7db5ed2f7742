import { expect, test } from 'vitest';
import type { MessageRequest } from '../../../src/testing/messages.js';
import { startSimulatorPage } from './simulatorPage.js';

test('the page can store data with one answer 20 times', async () => {
  const { instance, simulator, assistant, consoleError } = await startSimulatorPage();
  const answers: string[] = [];
  instance.on({ type: 'receive', handler: ({ data }) => void answers.push(data.id ?? '') });
  await simulator.open();
  const [id = ''] = answers;
  for (let count = 0; count < 21; count += 1) await instance.updateHistoryUserDefined(id, { count });
  const notes = assistant.requests.filter(({ body }) => (body as { value?: MessageRequest })?.value?.input.event);
  expect(notes).toHaveLength(20);
  expect(consoleError).toHaveBeenCalledTimes(1);
});

test('the page cannot store data with an answer of an earlier conversation', async () => {
  const { instance, simulator, consoleError } = await startSimulatorPage();
  const answers: string[] = [];
  instance.on({ type: 'receive', handler: ({ data }) => void answers.push(data.id ?? '') });
  await simulator.open();
  await instance.restartConversation();
  await instance.updateHistoryUserDefined(answers[0] ?? '', {});
  expect(consoleError.mock.calls.flat().join()).toContain('gave no answer');
});

test('an update of the history shows nothing to the visitor, not even that somebody is typing', async () => {
  const { instance, simulator } = await startSimulatorPage();
  instance.on({
    type: 'pre:receive',
    handler: ({ data }) => {
      data.output.generic = [{ response_type: 'text', text: 'changed' }];
    },
  });
  await simulator.say('Hello');
  expect(simulator.transcript).toEqual(['changed', 'Hello', 'changed']);
});
