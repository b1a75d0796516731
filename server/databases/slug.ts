const LONGEST = 40;

/** A name as a directory and address part: lower case letters, digits and single dashes. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, LONGEST)
    .replace(/-+$/, "");
  return slug || "database";
}

/** The first of `slug`, `slug-2`, `slug-3`, ... that is not taken. */
export function freeSlug(slug: string, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(slug)) return slug;
  for (let count = 2; ; count++) if (!isTaken(`${slug}-${count}`)) return `${slug}-${count}`;
}
