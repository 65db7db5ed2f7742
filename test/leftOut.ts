/**
 * The tests that a run omits because this machine lacks something. The tally at the end of the run
 * lists each omission once.
 */
export const leaveOut = (what: string, howToGetIt: string) => console.warn(`LEFT OUT: ${what}. ${howToGetIt}`);
