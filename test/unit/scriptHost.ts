/** The host of web chat's script: the page has no loader until the host's script has run. */
import { onTestFinished, vi } from 'vitest';

export type Delivery = 'runs' | 'runs in vain' | 'fails' | 'hangs' | 'is forbidden';

/**
 * The environment loads no scripts. It fires `error` at once, or `load` with this setting. These
 * tests ignore both events.
 */
interface Environment {
  happyDOM: { settings: { handleDisabledFileLoadingAsSuccess: boolean } };
}

/**
 * Removes the simulator's loader from the page, and puts it back when a script element has loaded.
 * Each element uses the next delivery, and further elements use the last one.
 */
export function hostScript(...deliveries: Delivery[]) {
  const loader = window.loadWatsonAssistantChat;
  Reflect.deleteProperty(window, 'loadWatsonAssistantChat');
  const elements: HTMLScriptElement[] = [];
  (window as unknown as Environment).happyDOM.settings.handleDisabledFileLoadingAsSuccess = true;
  const append = document.head.append.bind(document.head);
  vi.spyOn(document.head, 'append').mockImplementation((...nodes) => {
    const swallow = (event: Event) => event.stopImmediatePropagation();
    document.addEventListener('load', swallow, true);
    append(...nodes);
    document.removeEventListener('load', swallow, true);
    for (const node of nodes) if (node instanceof HTMLScriptElement) deliver(node);
  });
  onTestFinished(() => {
    for (const script of [...document.head.querySelectorAll('script')]) script.remove();
  });

  function deliver(element: HTMLScriptElement): void {
    elements.push(element);
    const delivery = deliveries.length > 1 ? deliveries.shift() : deliveries[0];
    setTimeout(() => {
      if (delivery === 'hangs') return;
      if (delivery === 'runs' && loader) window.loadWatsonAssistantChat = loader;
      const isLoaded = delivery === 'runs' || delivery === 'runs in vain';
      element.dispatchEvent(new Event(isLoaded ? 'load' : 'error'));
      if (delivery !== 'is forbidden') return;
      const report = { blockedURI: element.src, disposition: 'enforce' };
      document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), report));
    }, 10);
  }

  return {
    /** Every script element that was put on the page. */
    elements,
    get onPage() {
      return document.head.querySelectorAll('script').length;
    },
    /** From now on. */
    change(...next: Delivery[]) {
      deliveries.splice(0, deliveries.length, ...next);
    },
  };
}
