/** The styles of the window. They work with a Content Security Policy without `unsafe-inline`. */
import { element } from './element.js';
import type { Page } from './page.js';

const CSS = `
.WACContainer {
  --accent: #0f62fe; --accent-text: #fff; --surface: #fff; --quiet: #f4f4f4; --text: #161616; --faint: #6f6f6f; --line: #e0e0e0; --danger: #da1e28;
  color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; color: var(--text); text-align: start;
}
@media (prefers-color-scheme: dark) {
  .WACContainer {
    --accent: #78a9ff; --accent-text: #161616; --surface: #1c1c1e; --quiet: #2c2c2e; --text: #f4f4f4; --faint: #a8a8a8; --line: #3a3a3c; --danger: #ff8389;
  }
}
.WACContainer, .WACContainer * { box-sizing: border-box; }
.WACContainer [hidden] { display: none !important; }
.WACContainer button, .WACContainer input { font: inherit; color: inherit; }
.WACContainer button { border: 0; padding: 0; background: none; cursor: pointer; }
.WACContainer :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.WACLauncher {
  position: fixed; inset: auto 24px 24px auto; z-index: 2147483646; width: 56px; height: 56px; border-radius: 50%; box-shadow: 0 4px 16px #0004;
}
.WACContainer .WACLauncher, .WACContainer .WACForm button { background: var(--accent); color: var(--accent-text); }
.WACLauncher svg { width: 26px; height: 26px; display: block; margin: auto; fill: currentColor; }
.WACWindow {
  position: fixed; inset: auto 24px 24px auto; z-index: 2147483646; width: 380px; height: min(620px, 100dvh - 48px); display: flex; flex-direction: column;
  background: var(--surface); border: 1px solid var(--line); border-radius: 16px; box-shadow: 0 8px 40px #0003; overflow: hidden;
}
.WACContainer--inElement, .WACContainer--inElement .WACWindow { position: static; width: 100%; height: 100%; }
.WACHeader { display: flex; align-items: center; gap: 4px; padding: 10px 8px 10px 18px; border-bottom: 1px solid var(--line); }
.WACHeader h2 { flex: 1; margin: 0; font-size: 16px; font-weight: 600; }
.WACIcon { width: 36px; height: 36px; border-radius: 8px; font-size: 18px; }
.WACContainer .WACIcon:hover { background: var(--quiet); }
.WACConversation, .WACCustomPanel { flex: 1; min-height: 0; display: flex; flex-direction: column; }
.WACCustomPanel__HostElement { flex: 1; overflow-y: auto; }
.WACCustomPanel strong { flex: 1; }
.WACMenu button { padding: 6px 10px; border-radius: 8px; font-size: 13px; }
.WACLog { flex: 1; padding: 18px; overflow-y: auto; display: flex; flex-direction: column; gap: 10px; }
.WACEntry { max-width: 85%; padding: 9px 14px; border-radius: 16px; background: var(--quiet); white-space: pre-wrap; overflow-wrap: anywhere; align-self: start; }
.WACEntry--visitor { align-self: end; background: var(--accent); color: var(--accent-text); }
.WACEntry--lost { opacity: .6; }
.WACLost { align-self: end; color: var(--danger); font-size: 13px; }
.WACStatus { min-height: 20px; padding: 0 18px; color: var(--faint); font-size: 13px; }
.WACForm { display: flex; gap: 8px; padding: 12px; border-top: 1px solid var(--line); }
.WACForm input { flex: 1; min-width: 0; padding: 9px 14px; border: 1px solid var(--line); border-radius: 20px; background: var(--surface); }
.WACContainer .WACForm button { padding: 9px 18px; border-radius: 20px; font-weight: 600; }
.WACPanel { flex: 1; display: grid; place-content: center; justify-items: center; gap: 8px; padding: 32px; text-align: center; }
.WACPanel strong { font-size: 17px; }
.WACPanel p { margin: 0; color: var(--faint); }
.WACContainer .WACPanel button { color: var(--accent); padding: 8px 14px; font-weight: 600; }
@media (max-width: 480px) {
  .WACWindow { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
  .WACForm input { font-size: 16px; }
}
@media (prefers-reduced-motion: no-preference) { .WACLauncher { transition: transform .15s; } .WACLauncher:hover { transform: scale(1.06); } }
`;

/** @returns a function that removes the styles */
export function addStyleSheet(page: Page, container: HTMLElement, nonce: string | undefined): () => void {
  const { document } = page;
  if (!('adoptedStyleSheets' in document)) {
    container.prepend(element(document, 'style', nonce ? { nonce } : {}, CSS));
    return () => {};
  }
  const sheet = new page.CSSStyleSheet();
  sheet.replaceSync(CSS);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}
