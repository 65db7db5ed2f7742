/**
 * Reads the document's own properties, because markup can replace them. For example,
 * `<img name="baseURI">` turns `document.baseURI` into that image.
 */

export const documentProperty = <Name extends keyof Document>(name: Name): Document[Name] =>
  Reflect.get(Document.prototype, name, document);
