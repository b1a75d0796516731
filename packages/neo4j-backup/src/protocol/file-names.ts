/** File names that come from the network. Source: spec section 3.1, trap 14. */
import { BackupError } from "../catalogue/errors.ts";

export const MAX_NAME_UNITS = 4096;
const MAX_DEPTH = 32;
const MAX_PART_BYTES = 255;

/**
 * @param raw as it came, with `/` or `\` between its parts
 * @returns parts joined by `/`, all below the store directory
 * @throws BackupError unsafe-file-name
 */
export function safePath(raw: string): string {
  const refuse = (why: string): never => {
    throw new BackupError("unsafe-file-name", {
      detail: `${JSON.stringify(raw.slice(0, 200))} ${why}`,
    });
  };
  if (raw.length > MAX_NAME_UNITS) refuse(`has more than ${MAX_NAME_UNITS} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f]/.test(raw)) refuse("holds control characters");
  if (/[\ud800-\udfff]/u.test(raw)) refuse("is no valid text");
  const parts = raw.split(/[/\\]/);
  if (parts[0] === "") refuse("is absolute");
  if (/^[A-Za-z]:/.test(raw)) refuse("names a drive");
  if (parts.length > MAX_DEPTH) refuse(`is deeper than ${MAX_DEPTH} directories`);
  for (const part of parts) {
    if (part === "" || part === "." || part === "..") refuse("points outside the target");
    if (Buffer.byteLength(part) > MAX_PART_BYTES)
      refuse(`has a part of more than ${MAX_PART_BYTES} bytes`);
  }
  return parts.join("/");
}
