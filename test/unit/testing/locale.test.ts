import { expect, test } from 'vitest';
import { startSimulatorPage } from './simulatorPage.js';

test('texts of the page replace the texts of web chat until the language changes', async () => {
  const { instance } = await startSimulatorPage();
  instance.updateLanguagePack({ greeting: 'Hello {name}, you have {count} messages' });
  const say = () => instance.getIntl().formatMessage({ id: 'greeting' }, { name: 'Jane', count: 2 });
  expect(say()).toBe('Hello Jane, you have 2 messages');
  expect(instance.getIntl().locale).toBe('en');
  await instance.updateLocale('de');
  expect(say()).toBe('greeting');
  expect(instance.getIntl().formatMessage({ id: 'none', defaultMessage: 'Hello {name}' })).toBe('Hello {name}');
  expect(instance.getIntl().locale).toBe('de');
});
