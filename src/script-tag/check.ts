/** Logs warnings about marked elements that do not work. */
import { MARK, MARKS, markedAs } from './words.js';

/**
 * Returns a function that checks the page. It logs each mistake once, even if it runs often.
 * @param takesFields whether a login sends the fields of a form
 */
export function createPageCheck(takesFields: boolean): () => void {
  const told = new Set<string>();
  return () => {
    for (const element of document.querySelectorAll(`[${MARK}]`)) {
      const problem = problemOf(element, takesFields);
      if (!problem || told.has(problem)) continue;
      told.add(problem);
      console.warn(`secure-web-chat: ${problem}`);
    }
  };
}

function problemOf(element: Element, takesFields: boolean): string | null {
  const mark = markedAs(element);
  if (!MARKS.includes(mark)) return `${MARK}="${mark}" is unknown; use ${MARKS.join(', ')}.`;
  if (mark !== 'login' || !takesFields || element instanceof HTMLFormElement) return null;
  const name = element.localName;
  return `${MARK}="login" is on a <${name}>, so data-login-endpoint gets no username and no password; put it on the <form>.`;
}
