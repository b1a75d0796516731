/** An address's query: `?name=value&...`; empty when no value is. */
export function searchOf(values: object): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== "" && value !== null) params.set(name, String(value));
  return params.size > 0 ? `?${params}` : "";
}
