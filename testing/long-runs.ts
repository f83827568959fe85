/** How many files all properties of the settings editor try together in a usual run. */
const usual = 12_000;

/** How many they try together; `npm run test:long` asks for a million. */
const wanted = Number(process.env.CONVENE_LONG_RUNS ?? usual);

/** Whether what only repeats is to be repeated for long. */
export const isLongRun = wanted > usual;

/** The runs of one property, by its share of all: the shares add up to 1. */
export const runsFor = (share: number): number => Math.ceil(wanted * share);

/** Milliseconds for one property: a usual run takes seconds, a long one up to an hour. */
export const longTestMs = isLongRun ? 60 * 60 * 1000 : 300_000;
