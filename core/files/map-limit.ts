/** Does the work for each item, in order, at most `atOnce` at a time; answers in the order of the items. */
export async function mapLimit<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const answers = new Map<number, R>();
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of left) answers.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return [...answers].sort(([one], [other]) => one - other).map(([, answer]) => answer);
}
