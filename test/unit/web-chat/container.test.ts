import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createContainer } from '../../../src/web-chat/container.js';

const options = { integrationID: 'integration', region: 'region' };
let life: AbortController;

beforeEach(() => {
  life = new AbortController();
});

afterEach(() => {
  life.abort();
  for (const child of document.documentElement.querySelectorAll(':scope > div')) child.remove();
  document.body.replaceChildren();
});

/** The elements that web chat renders: the container in a `div` of IBM's. */
function render(parent: Element, namespace = ''): HTMLElement {
  const child = document.createElement('div');
  child.innerHTML = `<div class="WACContainer" data-namespace="${namespace}"></div>`;
  parent.append(child);
  return child;
}

const mount = (parent: Element = document.body) => parent.appendChild(document.createElement('main'));

/** The container of a chat that has just appeared in an element of the page, or floats. */
function appear(element?: Element, findElement = () => element) {
  const container = createContainer({ ...options, element }, findElement, life.signal);
  const child = render(element ?? document.body);
  container.appeared();
  return { container, child };
}

/** Waits until mutation observers have received the changes of the page. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

describe('a floating chat', () => {
  test('is beside the body, outside of the layout of its parent', () => {
    const { child } = appear();
    expect(child.parentElement).toBe(document.documentElement);
    expect(child.style.position).toBe('absolute');
  });

  test('stays where it is, however often web chat changes its view', () => {
    const { container, child } = appear();
    const after = document.documentElement.appendChild(document.createElement('div'));
    container.appeared();
    expect(child.nextElementSibling).toBe(after);
  });

  test('does nothing before web chat has rendered', () => {
    const container = createContainer(options, () => undefined, life.signal);
    container.appeared();
    container.setHidden(true);
    expect(container.restore()).toBe(true);
  });

  test('does not move the chat of another namespace', () => {
    const other = render(document.body, 'other');
    createContainer(options, () => undefined, life.signal).appeared();
    expect(other.parentElement).toBe(document.body);
  });

  test.each(['before', 'after'])('is hidden, but not visitor content with its class that was added %s', (when) => {
    const article = mount();
    if (when === 'before') render(article);
    const { container, child } = appear();
    if (when === 'after') render(article);
    container.setHidden(true);
    expect(child.style.display).toBe('none');
    expect(article.querySelector('[style]')).toBeNull();
  });

  test('does not loop with a page that always removes it', async () => {
    const { child } = appear();
    let takenAway = 0;
    const observer = new MutationObserver(() => {
      if (takenAway < 500 && child.isConnected) child.remove();
      takenAway++;
    });
    observer.observe(document, { childList: true, subtree: true });
    child.remove();
    await settle();
    observer.disconnect();
    expect(takenAway).toBeLessThan(10);
  });

  test('is added again if a framework that renders the whole document removes it', async () => {
    const { child } = appear();
    child.remove();
    await settle();
    expect(child.parentElement).toBe(document.documentElement);
  });

  test('is not added again after it has ended', async () => {
    const { child } = appear();
    life.abort();
    child.remove();
    await settle();
    expect(child.isConnected).toBe(false);
  });
});

describe('a chat in an element of the page', () => {
  test('stays there', () => {
    const element = mount();
    expect(appear(element).child.parentElement).toBe(element);
  });

  test('is hidden, but not visitor content with its class in the rest of the page', () => {
    const element = mount();
    const decoy = render(mount());
    const { container, child } = appear(element);
    container.setHidden(true);
    expect(child.style.display).toBe('none');
    expect(decoy.style.display).toBe('');
  });

  test('reappears with its element', async () => {
    const element = mount();
    const { child } = appear(element);
    element.remove();
    await settle();
    document.body.append(element);
    await settle();
    expect(child.parentElement).toBe(element);
    expect(child.isConnected).toBe(true);
  });

  test('moves to the element that replaces its own', async () => {
    let element = mount();
    const { child } = appear(element, () => element);
    element.remove();
    element = document.createElement('main');
    await settle();
    expect(child.isConnected).toBe(false);
    document.body.append(element);
    await settle();
    expect(child.parentElement).toBe(element);
  });

  test('waits while there is no element to find', async () => {
    let element: Element | null = mount();
    const { container, child } = appear(element, () => {
      if (element) return element;
      throw new Error('none');
    });
    element.remove();
    element = null;
    await settle();
    expect(container.restore()).toBe(false);
    element = mount();
    await settle();
    expect(child.parentElement).toBe(element);
  });

  test('is not in the page while its element is away', () => {
    const element = mount();
    const { container } = appear(element);
    element.remove();
    expect(container.restore()).toBe(false);
  });

  test('is the only one: a copy that a page library restores is removed before anybody sees it', async () => {
    const element = mount();
    const { child } = appear(element);
    document.body.append(element.cloneNode(true));
    const other = render(document.body, 'other');
    await settle();
    const containers = [...document.querySelectorAll('.WACContainer')];
    expect(containers).toEqual([child.firstElementChild, other.firstElementChild]);
  });
});

describe('a hidden chat that had the focus', () => {
  function appearWithFocus() {
    const { container, child } = appear();
    const field = child.appendChild(document.createElement('input'));
    const ofPage = document.body.appendChild(document.createElement('input'));
    field.focus();
    container.setHidden(true);
    // Browsers take the focus from an element that is no longer displayed.
    field.blur();
    return { container, field, ofPage };
  }

  test('gets it back when it is shown', () => {
    const { container, field } = appearWithFocus();
    container.setHidden(false);
    expect(document.activeElement).toBe(field);
  });

  test('does not take it from the field that the visitor uses by then', () => {
    const { container, ofPage } = appearWithFocus();
    ofPage.focus();
    container.setHidden(false);
    expect(document.activeElement).toBe(ofPage);
  });

  test('gets it back once', () => {
    const { container, field, ofPage } = appearWithFocus();
    container.setHidden(false);
    ofPage.focus();
    container.setHidden(true);
    ofPage.blur();
    container.setHidden(false);
    expect(document.activeElement).not.toBe(field);
  });
});
