/**
 * Every random pause lasts for the middle of its range, so that a test takes the same time in each
 * run. The random model varies the pauses.
 */
Math.random = () => 0.5;
