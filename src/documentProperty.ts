/**
 * Reads properties of the document that markup may shadow: with `<img name="baseURI">` in the page,
 * `document.baseURI` is that image.
 */

export const documentProperty = <Name extends keyof Document>(name: Name): Document[Name] =>
  Reflect.get(Document.prototype, name, document);
