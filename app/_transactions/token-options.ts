import type { TokensDto } from "../_trpc/types.ts";

export interface TokenOption {
  value: string;
  label: string;
}

/** Names to choose from; one in the address that the set does not know stays in sight. */
function optionsOf(names: { name: string }[], chosen: string): TokenOption[] {
  const known = names.map(({ name }) => ({ value: name, label: name }));
  const extra =
    chosen && !names.some(({ name }) => name === chosen) ? [{ value: chosen, label: chosen }] : [];
  return [{ value: "", label: "All" }, ...extra, ...known];
}

/** What the three lists of names offer. */
export function tokenOptions(
  tokens: TokensDto | undefined,
  chosen: { label: string; type: string; key: string },
): Record<"label" | "type" | "key", TokenOption[]> {
  return {
    label: optionsOf(tokens?.labels ?? [], chosen.label),
    type: optionsOf(tokens?.types ?? [], chosen.type),
    key: optionsOf(tokens?.keys ?? [], chosen.key),
  };
}
