import type { AddressTest } from "./use-connection-test.ts";

/** Addresses that answered with another store than the first one that answered, each with that one's address. */
export function otherStores(tests: readonly AddressTest[]): Map<string, string> {
  const answered = tests.flatMap(({ address, answer }) =>
    answer?.ok ? [{ address, store: answer.store }] : [],
  );
  const [first] = answered;
  if (!first) return new Map();
  const isSame = ({ store }: (typeof answered)[number]) =>
    store.randomId === first.store.randomId &&
    store.creationTime.getTime() === first.store.creationTime.getTime();
  return new Map(
    answered.filter((one) => !isSame(one)).map(({ address }) => [address, first.address]),
  );
}
