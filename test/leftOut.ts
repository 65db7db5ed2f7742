/**
 * What a run leaves out because something is not on this machine: the tally at its end says so,
 * once.
 */
export const leaveOut = (what: string, howToGetIt: string) => console.warn(`LEFT OUT: ${what}. ${howToGetIt}`);
