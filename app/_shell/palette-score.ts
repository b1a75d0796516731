const RANK: Record<string, number> = { database: 1, tag: 0.9, page: 0.8, theme: 0.7, run: 0.6 };

/**
 * How well an entry answers a search: 0 when a word of it is missing. The first word of `value` is the entry's kind;
 * databases go before pages, pages before runs.
 */
export function paletteScore(value: string, search: string): number {
  const [kind = "", ...rest] = value.toLowerCase().split(" ");
  const text = rest.join(" ");
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.every((word) => text.includes(word) || kind.startsWith(word))) return 0;
  const begins = text.startsWith(words[0] ?? "") ? 0.05 : 0;
  return (RANK[kind] ?? 0.5) - 0.05 + begins;
}
