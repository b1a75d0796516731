import Link from "next/link";
import { NO_LIST_FILTERS, toListSearch } from "./list-filters.ts";

/** A database's tags; each leads to the databases that have it. */
export function TagList({ tags, path = "/" }: { tags: string[]; path?: "/" | "/databases" }) {
  if (tags.length === 0) return null;
  return (
    <ul aria-label="Tags" className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <li key={tag} className="max-w-full">
          <Link
            href={`${path}${toListSearch({ ...NO_LIST_FILTERS, tag })}`}
            className="block truncate rounded-full border border-line px-1.5 text-xs text-ink-2 hover:border-line-strong hover:text-ink"
          >
            {tag}
          </Link>
        </li>
      ))}
    </ul>
  );
}
