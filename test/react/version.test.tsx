import { version } from 'react';
import { version as domVersion } from 'react-dom';
import { expect, test } from 'vitest';

test('this is the React that the suite is named after', () => {
  expect([version, domVersion].map((each) => each.split('.')[0])).toEqual(Array(2).fill(process.env['REACT_VERSION']));
});
