/** The base type of all events. */
export interface WebChatEvent<Type extends string = string> {
  /** The name of the event. */
  type: Type;
}
