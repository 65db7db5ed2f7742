/** Owns what TypeDoc's pages lack for people who do not see them, or use no mouse. */

/** @param {string} html */
export function makeAccessible(html) {
  const framed = frameTables(trimTitle(html));
  return levelHeadings(
    framed
      .replace('<div class="col-content">', '<div class="col-content" role="main">')
      .replace('<div class="page-menu">', '<div class="page-menu" role="navigation" aria-label="Page">')
      // What unfolds a section may not hold a link.
      .replace(/<summary[\s\S]*?<\/summary>/g, (summary) =>
        summary.replace(/<a href="#[^"]*" aria-label="Permalink"[\s\S]*?<\/a>/g, ''),
      ),
  );
}

/**
 * A guide begins with its own heading. TypeDoc puts the name of the site above it on the first page,
 * and a path of one step, with a slash before it, on the others.
 *
 * @param {string} html
 */
function trimTitle(html) {
  return html.replace(
    /<div class="tsd-page-title">([\s\S]*?)<\/div>\s*(?=<div class="tsd-panel tsd-typography"><h1\b)/,
    '',
  );
}

/**
 * None is more than one level below the one before.
 *
 * @param {string} html
 */
function levelHeadings(html) {
  let before = 0;
  return html.replace(/<h([1-6])\b/g, (heading, text) => {
    const level = Number(text);
    before = Math.min(level, before + 1);
    return level === before ? heading : `${heading} aria-level="${before}"`;
  });
}

/**
 * A table may be wider than the screen: the keyboard reaches and scrolls it, under the name of the heading above it. A corner without a
 * word is no heading of a column.
 *
 * @param {string} html
 */
function frameTables(html) {
  let heading = '';
  return html.replace(/<h[1-6]\b[^>]*>([\s\S]*?)<\/h[1-6]>|<table[\s\S]*?<\/table>/g, (found, words) => {
    if (words !== undefined) {
      heading = words
        .replace(/<[^>]*>/g, '')
        .trim()
        .replaceAll('"', '&quot;');
      return found;
    }
    const table = found.replace(/<th\b([^>]*)><\/th>/g, '<td$1></td>');
    return `<div class="scrolling" role="group" aria-label="Table: ${heading}" tabindex="0">${table}</div>`;
  });
}
